package dev.holdfast.persistence.quorum;

import dev.holdfast.config.ClusterNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of another node: its connection, and when it is called next. Of two nodes the one whose name is less calls.
 * Owned by the journal's thread.
 */
final class PeerLink {

    private static final long PAUSE_MIN_NANOS = 50_000_000;
    private static final long PAUSE_MAX_NANOS = 500_000_000;

    final ClusterNode node;
    final boolean dials;

    /** For any thread. */
    volatile PeerStatus status;

    @Nullable
    PeerConnection connection;

    @Nullable
    PeerConnection dialling;

    /** Of the last connection. */
    long life;

    private long connectedNanos;
    private long dialNanos;
    private long pauseNanos = PAUSE_MIN_NANOS;

    PeerLink(String self, ClusterNode node, long now) {
        this.node = node;
        this.dials = self.compareTo(node.name()) < 0;
        this.dialNanos = now;
        this.status = new PeerStatus(node.name(), false, 0);
    }

    /** Queues a message; what does not fit is counted and lost (I11). */
    void send(PeerConnection present, Outgoing message) {
        if (!present.send(message)) {
            tell(status.messagesDropped() + 1);
        }
    }

    private void tell(long dropped) {
        status = new PeerStatus(node.name(), connection != null, dropped);
    }

    InetSocketAddress address() {
        return socketAddress(node);
    }

    static InetSocketAddress socketAddress(ClusterNode node) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(node.address().bytes()), node.journalPort());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    boolean wantsCall(long now) {
        return dials && connection == null && dialling == null && now - dialNanos >= 0;
    }

    /** @return whether it is the first failure of a row */
    boolean callFailed(long now) {
        boolean first = pauseNanos == PAUSE_MIN_NANOS;
        dialNanos = now + pauseNanos;
        pauseNanos = Math.min(PAUSE_MAX_NANOS, 2 * pauseNanos);
        return first;
    }

    void connected(PeerConnection made, long itsLife, long now) {
        connection = made;
        dialling = null;
        life = itsLife;
        connectedNanos = now;
        tell(status.messagesDropped());
    }

    /** Forgets {@code gone} if it was this node's. */
    void lost(PeerConnection gone, long now) {
        if (connection == gone) {
            connection = null;
            tell(status.messagesDropped());
            pauseNanos = now - connectedNanos > PAUSE_MAX_NANOS ? PAUSE_MIN_NANOS : pauseNanos;
            callFailed(now);
        }
        if (dialling == gone) {
            dialling = null;
        }
    }
}
