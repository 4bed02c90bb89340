package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;

/**
 * One node's part in one VIP's log: its replica, and its writer or its attempt to become one.
 *
 * <p>Owned by one thread. Times are this node's monotonic clock in nanoseconds and never go back. Every method may call the
 * effects; none throws on what a message says.
 */
public final class Member {

    /** What the node is for this log. */
    public enum Role {
        /** Follows the writer, if there is one. */
        FOLLOWER,
        /** Has asked for the epoch. */
        CANDIDATE,
        /** Writes. */
        WRITER
    }

    /** {@link #append} found no room, or this node does not write. */
    public static final long NOT_TAKEN = -1;

    /** A node that starts with nothing, or is not sure: it has no voice until it has learned what it may have forgotten. */
    public static Member withoutMemory(QuorumSettings settings, long life, QuorumEffects effects, long now) {
        throw new UnsupportedOperationException();
    }

    /** A node whose memory is whole. */
    public static Member withMemory(QuorumSettings settings, ReplicaMemory memory, QuorumEffects effects, long now) {
        throw new UnsupportedOperationException();
    }

    /** Takes a message; one from a life of {@code from} that is known to be over is dropped. */
    public void receive(String from, long life, QuorumMessage message, long now) {}

    /** A connection to {@code node} is there (again): says at once what it would repeat later anyway. */
    public void connected(String node, long now) {}

    /** Lets time pass. @return when to call again, at the latest */
    public long tick(long now) {
        return now;
    }

    /** Asks for the log; goes on until {@code opened}, {@code deposed} or {@link #stepDown}. */
    public void takeOver(long now) {}

    /** Writes. @return the record's index, or {@link #NOT_TAKEN} */
    public long append(Payload payload, long now) {
        return NOT_TAKEN;
    }

    public boolean hasRoom(int bytes) {
        return false;
    }

    /** The store has all records up to {@code last}, if that is still the one it was told. */
    public void stored(Position last, long now) {}

    /** Gives up writing, or asking for it. The caller has already stopped to act: the next owner need not wait for the lease. */
    public void stepDown(long now) {}

    public Role role() {
        return Role.FOLLOWER;
    }
}
