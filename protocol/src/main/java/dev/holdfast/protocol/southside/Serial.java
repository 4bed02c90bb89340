package dev.holdfast.protocol.southside;

/** Comparison of 32-bit timestamps, which wrap like sequence numbers (RFC 7323 section 5.2). */
final class Serial {

    private Serial() {}

    static boolean before(int one, int other) {
        return one - other < 0;
    }

    static int later(int one, int other) {
        return before(one, other) ? other : one;
    }
}
