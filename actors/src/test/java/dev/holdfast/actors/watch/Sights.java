package dev.holdfast.actors.watch;

import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Voice;
import dev.holdfast.protocol.southside.Phase;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.SeqNum;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes to look at. */
final class Sights {

    static final String VIP = "10.0.0.2";
    static final String CLIENT = "203.0.113.77";

    private Sights() {}

    static JournalStats journal(JournalStats.State state) {
        return new JournalStats(state, 1 << 20, 4 << 20, 7, 3);
    }

    static LogStatus log(Member.Role role, Voice voice, boolean heard) {
        Member.Progress beta = new Member.Progress("beta", 90, true, false);
        return new LogStatus(role, voice, new Epoch(5, "alpha"), 95, 100, heard, List.of(beta));
    }

    static NodeSnapshot.Address address(
            String role, NodeSnapshot.@Nullable Lease lease, @Nullable LogStatus log, JournalStats.State journal) {
        Map<String, Long> counters =
                Map.of("segments_in", 12L, "segments_out", 11L, "dropped_checksum", 3L, "unprotected_connections", 1L);
        return new NodeSnapshot.Address(VIP, role, lease, List.of(), log, journal(journal), counters, Map.of());
    }

    static NodeSnapshot.Address sole() {
        return address("sole", null, null, JournalStats.State.OPEN);
    }

    static NodeSnapshot.Service service(String state, String reason) {
        return new NodeSnapshot.Service("web", VIP, 80, "L0", 4, state, 17, 1, reason);
    }

    static NodeSnapshot.Connection connection(int port, Phase phase, long stableLag) {
        FourTuple tuple =
                new FourTuple(new Endpoint(IpAddress.parse(CLIENT), port), new Endpoint(IpAddress.parse(VIP), 80));
        return new NodeSnapshot.Connection(
                new ConnectionId("web", tuple, SeqNum.of(port)), phase, 1000 + port, 2000 + port, stableLag, 4);
    }

    static NodeSnapshot node(
            NodeSnapshot.Address address, List<NodeSnapshot.Service> services, NodeSnapshot.Connection... connections) {
        return new NodeSnapshot(
                "alpha",
                1_700_000_000_000L,
                "memory",
                List.of(address),
                List.of(new NodeSnapshot.Peer("beta", true, 7, List.of("cluster.lease", "limits"))),
                services,
                List.of(connections),
                List.of());
    }
}
