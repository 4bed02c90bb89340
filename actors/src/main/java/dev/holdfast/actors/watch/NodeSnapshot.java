package dev.holdfast.actors.watch;

import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.southside.Phase;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node at one instant. Immutable; taken on the loop's thread, which only copies numbers and references for it.
 *
 * @param atMillis wall clock, milliseconds since 1970
 * @param store how this node keeps its journals, in lower case
 * @param peers the other nodes, by name; none in a cluster of one
 * @param connections at most {@value #CONNECTIONS_MAX}; {@link Service#connections} counts all
 */
public record NodeSnapshot(
        String node,
        long atMillis,
        String store,
        List<Address> addresses,
        List<Peer> peers,
        List<Service> services,
        List<Connection> connections,
        List<Failure> failures) {

    /** More are counted, not listed. */
    public static final int CONNECTIONS_MAX = 10_000;

    /**
     * A virtual address as this node knows it.
     *
     * @param role sole, owner, candidate, follower, or replica (keeps the journal, and never owns the address)
     * @param lease null where nobody grants one: in a cluster of one, and on a mere replica
     * @param takeovers by this node, the newest last; the last may be under way
     * @param log null in a cluster of one
     * @param journal null if this node has no store for the address
     * @param counters of the packet path; empty while the node does not own the address
     * @param links what the links counted, as text for people
     */
    public record Address(
            String address,
            String role,
            @Nullable Lease lease,
            List<Takeover> takeovers,
            @Nullable LogStatus log,
            @Nullable JournalStats journal,
            Map<String, Long> counters,
            Map<String, String> links) {}

    /**
     * Another node of the cluster.
     *
     * @param connected whether its journal's connection is there
     * @param messagesDropped messages to it that did not fit the bounded queue, since this node's start
     * @param differences the parts of its configuration that differ from this node's and should not
     */
    public record Peer(String node, boolean connected, long messagesDropped, List<String> differences) {}

    /**
     * What holds an owner back when it is cut off.
     *
     * @param leftMillis so long it may act; 0 if it has none
     * @param fenced whether the kernel enforces it (I9)
     */
    public record Lease(long leftMillis, boolean fenced) {}

    /**
     * A takeover of an address from another node, or its first start.
     *
     * @param atMillis when the owner before was last heard, wall clock
     * @param phasesMillis in their order; {@code total} is there when it is over
     */
    public record Takeover(long epoch, long atMillis, Map<String, Long> phasesMillis) {}

    /**
     * A service that this node serves.
     *
     * @param state unpublished, starting, serving, recovering or down
     * @param pid of the server's main process, -1 if there is none
     * @param connections not ended
     * @param reason why it does not serve; empty if it does
     */
    public record Service(
            String name,
            String address,
            int port,
            String level,
            int incarnation,
            String state,
            int pid,
            int connections,
            String reason) {

        public boolean serves() {
            return state.equals("serving") || state.equals("recovering");
        }
    }

    /** A protected connection; bytes count from its SYN on, {@code stableLag} is in bytes. */
    public record Connection(
            ConnectionId id, Phase phase, long bytesIn, long bytesOut, long stableLag, int incarnation) {

        /** In the words of the glossary: opening, normal, stalled, recovering or closed. */
        public String state() {
            return switch (phase) {
                case OPENING -> "opening";
                case LIVE -> "normal";
                case DOWN -> "stalled";
                case HANDSHAKE, REPLAY -> "recovering";
                case ENDED -> "closed";
            };
        }
    }

    /**
     * A death of a server, or the taking up of its connections from the journal.
     *
     * @param atMillis the first sign of it, wall clock
     * @param phasesMillis in their order; {@code first_byte} and {@code total} count from the first sign
     */
    public record Failure(
            String service,
            int incarnation,
            String cause,
            long atMillis,
            int connections,
            Map<String, Long> phasesMillis) {}
}
