/**
 * Frames from and to the wire and the server: the {@code Link} port, its fast pair (AF_PACKET, TUN) and its portable one (pcap4j).
 *
 * <p>Links move frames between the kernel and native memory; they know no connections and decide nothing. What comes in is
 * bounded and counted, never trusted. Start reading at {@link dev.holdfast.interceptors.link.Link}.
 */
@NullMarked
package dev.holdfast.interceptors.link;

import org.jspecify.annotations.NullMarked;
