package dev.holdfast.protocol.quorum;

/**
 * One ownership of the log by one node; totally ordered by number, then by writer.
 *
 * @param number positive; 0 only in {@link #NONE}
 * @param writer the node that sealed this epoch, the only one that ever writes in it
 */
public record Epoch(long number, String writer) implements Comparable<Epoch> {

    /** Before every epoch. */
    public static final Epoch NONE = new Epoch(0, "");

    /** The lowest epoch of {@code node} above this one. */
    public Epoch next(String node) {
        return new Epoch(number + 1, node);
    }

    public boolean isAfter(Epoch other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Epoch other) {
        int byNumber = Long.compare(number, other.number);
        return byNumber != 0 ? byNumber : writer.compareTo(other.writer);
    }

    @Override
    public String toString() {
        return number + writer;
    }
}
