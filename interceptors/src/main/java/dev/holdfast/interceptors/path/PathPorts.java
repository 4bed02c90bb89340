package dev.holdfast.interceptors.path;

import dev.holdfast.interceptors.link.Link;
import java.util.function.LongSupplier;

/**
 * What every connection of a packet path shares.
 *
 * @param wire toward the clients
 * @param inner toward the server's TCP
 * @param clock monotonic nanoseconds of the present round
 */
record PathPorts(Link wire, Link inner, SegmentSender sender, PathCounters counters, LongSupplier clock) {}
