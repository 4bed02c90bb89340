package dev.holdfast.testkit;

/** Seeded randomness (SplitMix64, Steele, Lea and Flood 2014); the only source of chance in a run. Not thread-safe. */
public final class Dice {

    private long state;

    public Dice(long seed) {
        this.state = seed;
    }

    public long next() {
        state += 0x9e37_79b9_7f4a_7c15L;
        long bits = state;
        bits = (bits ^ (bits >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        bits = (bits ^ (bits >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return bits ^ (bits >>> 31);
    }

    /** Dice of their own, so that more throws in one part of a run do not change the others. */
    public Dice fork() {
        return new Dice(next());
    }

    /** A number in {@code [0, bound)}. */
    public int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }

    /** A number in {@code [low, high]}. */
    public long between(long low, long high) {
        return low + Long.remainderUnsigned(next(), high - low + 1);
    }

    public int between(int low, int high) {
        return (int) between((long) low, (long) high);
    }

    /** A number in {@code [low, high]}, small ones as likely as big ones on a logarithmic scale. */
    public long logarithmic(long low, long high) {
        double exponent = (next() >>> 11) * 0x1.0p-53;
        return Math.min(high, (long) (low * Math.pow((double) high / low, exponent)));
    }

    public boolean chance(int permille) {
        return below(1000) < permille;
    }

    public int pick(int... values) {
        return values[below(values.length)];
    }
}
