package dev.holdfast.actors.watch;

import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.quorum.LogStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/** A node's snapshot as the JSON document that {@code status} answers; for any thread but the loop's. */
public final class StatusDocument {

    private StatusDocument() {}

    public static Map<String, Object> of(NodeSnapshot node) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("node", node.node());
        document.put("at", node.atMillis());
        document.put("addresses", each(node.addresses(), StatusDocument::address));
        document.put("peers", each(node.peers(), StatusDocument::peer));
        document.put("services", each(node.services(), StatusDocument::service));
        document.put("connections", each(node.connections(), StatusDocument::connection));
        document.put("failures", each(node.failures(), StatusDocument::failure));
        document.put("journal", journal(node));
        return document;
    }

    private static <T> List<Object> each(List<T> all, Function<T, Map<String, Object>> entry) {
        List<Object> entries = new ArrayList<>(all.size());
        all.forEach(one -> entries.add(entry.apply(one)));
        return entries;
    }

    private static Map<String, Object> address(NodeSnapshot.Address address) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("address", address.address());
        entry.put("role", address.role());
        if (address.lease() != null) {
            entry.put("lease_left_ms", address.lease().leftMillis());
            entry.put("fenced", address.lease().fenced());
        }
        if (address.log() != null) {
            log(address.log(), entry);
        }
        if (!address.takeovers().isEmpty()) {
            entry.put("last_takeover", takeover(address.takeovers().getLast()));
            entry.put("takeovers", each(address.takeovers(), StatusDocument::takeover));
        }
        entry.put("counters", address.counters());
        entry.put("links", address.links());
        return entry;
    }

    private static Map<String, Object> peer(NodeSnapshot.Peer peer) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("node", peer.node());
        entry.put("connected", peer.connected());
        entry.put("messages_dropped", peer.messagesDropped());
        entry.put("configured_differently", peer.differences());
        return entry;
    }

    private static void log(LogStatus log, Map<String, Object> entry) {
        entry.put("owner", log.promised().writer());
        entry.put("epoch", log.promised().number());
        entry.put("owner_heard", log.writerHeard());
        entry.put("voice", log.voice().name().toLowerCase(Locale.ROOT));
        entry.put("committed", log.committed());
        entry.put(
                "replicas",
                each(
                        log.replicas(),
                        replica -> Map.of(
                                "node", replica.node(),
                                "lag", Math.max(0, log.last() - replica.durable()),
                                "counts", replica.counts(),
                                "takes_state", replica.takesState())));
    }

    private static Map<String, Object> takeover(NodeSnapshot.Takeover takeover) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("epoch", takeover.epoch());
        entry.put("at", takeover.atMillis());
        entry.put("phases_ms", takeover.phasesMillis());
        return entry;
    }

    private static Map<String, Object> service(NodeSnapshot.Service service) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("name", service.name());
        entry.put("address", service.address());
        entry.put("port", service.port());
        entry.put("level", service.level());
        entry.put("incarnation", service.incarnation());
        entry.put("state", service.state());
        entry.put("pid", service.pid());
        entry.put("connections", service.connections());
        entry.put("reason", service.reason());
        return entry;
    }

    private static Map<String, Object> connection(NodeSnapshot.Connection connection) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", connection.id().name());
        entry.put("proto", "tcp");
        entry.put("service", connection.id().service());
        entry.put("client", connection.id().tuple().client().toString());
        entry.put("server", connection.id().tuple().server().toString());
        entry.put("state", connection.state());
        entry.put("phase", connection.phase().name().toLowerCase(Locale.ROOT));
        entry.put("bytes_in", connection.bytesIn());
        entry.put("bytes_out", connection.bytesOut());
        entry.put("stable_lag_bytes", connection.stableLag());
        entry.put("incarnation", connection.incarnation());
        entry.put("protected", true);
        return entry;
    }

    private static Map<String, Object> failure(NodeSnapshot.Failure failure) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("service", failure.service());
        entry.put("incarnation", failure.incarnation());
        entry.put("cause", failure.cause());
        entry.put("at", failure.atMillis());
        entry.put("phases_ms", failure.phasesMillis());
        entry.put("connections", failure.connections());
        return entry;
    }

    private static Map<String, Object> journal(NodeSnapshot node) {
        List<JournalStats> all = node.addresses().stream()
                .map(NodeSnapshot.Address::journal)
                .filter(Objects::nonNull)
                .toList();
        Map<String, Object> journal = new LinkedHashMap<>();
        journal.put("store", node.store());
        journal.put("bytes", all.stream().mapToLong(JournalStats::bytes).sum());
        journal.put("limit", all.stream().mapToLong(JournalStats::bytesMax).sum());
        journal.put("entries", all.stream().mapToLong(JournalStats::entries).sum());
        journal.put(
                "state",
                all.stream()
                        .map(JournalStats::state)
                        .max(Comparator.naturalOrder())
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .orElse("open"));
        return journal;
    }
}
