package dev.holdfast.tests.lab;

/**
 * One frame that a host sent as the virtual address, seen at its port of the clients' switch.
 *
 * @param atMicros since the epoch, by the kernel of this machine
 * @param host whose port it came in by
 */
public record Sighting(long atMicros, String host) {}
