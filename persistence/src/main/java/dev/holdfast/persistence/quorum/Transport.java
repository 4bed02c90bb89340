package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.wire.Payload;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Carries the messages of all logs between this node and the others. Messages to a node arrive in order while one connection to
 * it lasts; what does not fit the bounded queue to a node, or meets no connection, is lost, and the protocol repeats it; the former is counted.
 *
 * <p>Has a thread of its own, the journal's: all calls to {@link Receiver}, and whatever {@link #execute} is given, run on it.
 */
public interface Transport extends Executor, AutoCloseable {

    /** What comes from the others; called on the journal's thread. */
    interface Receiver {

        /**
         * @param log the virtual address whose log it is about, as text
         * @param life of the sender
         */
        void received(String from, long life, String log, QuorumMessage message);

        /** A connection to {@code node} is there (again). */
        void connected(String node);

        /** The journal's thread ends by a fault of its own; nothing is sent or heard any more. */
        void failed(Throwable fault);

        /** Called at least every {@code idleNanosMax} and after each round of messages; gives the instant of the next call wanted. */
        long tick(long nowNanos);
    }

    /** Begins to listen and to dial; once. */
    void start(Receiver receiver);

    /** On the journal's thread only; sent when the present round ends, together with whatever else goes there. */
    void send(String to, String log, QuorumMessage message);

    /**
     * Memory for a payload that is sent, where that is cheap: filled through {@link Payload#asBuffer} before anybody else sees it, and
     * held by the caller. On the journal's thread.
     */
    default Payload memory(int bytes) {
        return Payload.of(new byte[bytes]);
    }

    /** Whether there is a connection to {@code node}; on the journal's thread. */
    boolean isConnected(String node);

    /** The other nodes in the order of their names; any thread. */
    List<PeerStatus> peers();

    /** Runs {@code task} soon on the journal's thread; any thread. */
    @Override
    void execute(Runnable task);

    /** Ends connections and thread; waits for it. */
    @Override
    void close();
}
