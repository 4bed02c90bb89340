package dev.holdfast.tests.campaign;

/**
 * Something that was done to a lab.
 *
 * @param kind what blows are compared by
 * @param what it was, for people
 * @param fromMillis since the epoch; with {@code toMillis} the time in which a stall is its work
 */
record Blow(String kind, String what, long fromMillis, long toMillis) {}
