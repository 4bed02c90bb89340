package dev.holdfast.protocol.quorum;

/**
 * A place in the log: two logs that have the same position are the same up to it (Raft's log matching).
 *
 * @param index of the record, from 1 without gaps; 0 only in {@link #START}
 * @param epoch in which that record was first written
 */
public record Position(long index, Epoch epoch) {

    /** Before the first record. */
    public static final Position START = new Position(0, Epoch.NONE);

    /** Raft's "at least as up to date": the later epoch, and in one epoch the longer log, has all that may be committed. */
    boolean reachesBeyond(Position other) {
        int byEpoch = epoch.compareTo(other.epoch);
        return byEpoch > 0 || (byEpoch == 0 && index > other.index);
    }

    @Override
    public String toString() {
        return index + "@" + epoch;
    }
}
