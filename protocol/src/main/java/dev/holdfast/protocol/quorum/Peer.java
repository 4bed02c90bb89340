package dev.holdfast.protocol.quorum;

/** What the writer knows of one other replica. Owned by the {@link Writer}. */
final class Peer {

    final String node;

    /** The next record to send; everything before was sent or is held. */
    long next;

    /** Held durably: counts for a majority, unless {@link #learning}. */
    long durable;

    /** The latest of the writer's tokens that came back. */
    long token = Lease.NONE;

    /** In which life of its memory it acknowledged. */
    long life;

    boolean learning;

    /** A replica that learns has all it ever acknowledged when it has the records up to here. */
    long readmittedAt;

    /** Whether it takes the whole state just now. */
    boolean takingState;

    /** Whether it has taken the state and not yet what was written meanwhile. */
    boolean catchesUp;

    long sentAt = Lease.NONE;
    long toldCommitted;
    private long rewoundAt = Lease.NONE;

    Peer(String node, long life, long next, long readmittedAt) {
        this.node = node;
        this.life = life;
        this.next = next;
        this.readmittedAt = readmittedAt;
    }

    /** Its memory is a new one: nothing of what it acknowledged counts any more. */
    void reborn(long newLife, long lastIndex) {
        life = newLife;
        durable = 0;
        token = Lease.NONE;
        readmittedAt = lastIndex;
        takingState = false;
        catchesUp = false;
    }

    void heard(QuorumMessage.Appended answer) {
        learning = answer.learning();
        durable = Math.max(durable, answer.durable());
        next = Math.max(next, answer.received() + 1);
        if (!learning) {
            token = Math.max(token, answer.token());
        }
    }

    /** Whether it answered something that was sent within the last {@code nanos}. */
    boolean isHeard(long now, long nanos) {
        return token != Lease.NONE && now - token < nanos;
    }

    /** Goes back to what it has. Answers to what was sent before do not make it go back again. */
    void rewind(QuorumMessage.Appended answer, long now) {
        if (answer.token() >= rewoundAt) {
            next = answer.received() + 1;
            rewoundAt = now;
        }
    }
}
