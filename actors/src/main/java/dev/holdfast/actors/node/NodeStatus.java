package dev.holdfast.actors.node;

import dev.holdfast.actors.service.FailureRecord;
import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.config.Settings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.path.ConnectionDriver;
import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.persistence.quorum.QuorumNode;
import dev.holdfast.protocol.southside.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The node's state as one JSON document; asked on the loop's thread. */
final class NodeStatus {

    private static final int CONNECTIONS_MAX = 10_000;

    private final Settings settings;
    private final List<Ownership> ownerships;

    private final @Nullable QuorumNode quorum;

    /** @param quorum null in a cluster of one */
    NodeStatus(Settings settings, List<Ownership> ownerships, @Nullable QuorumNode quorum) {
        this.settings = settings;
        this.ownerships = ownerships;
        this.quorum = quorum;
    }

    Object document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("node", settings.node().name());
        document.put("addresses", addresses());
        document.put("services", services());
        document.put("connections", connections());
        document.put("failures", failures());
        document.put("journal", journal());
        document.put("counters", counters());
        return document;
    }

    private List<Object> addresses() {
        List<Object> all = new ArrayList<>();
        for (VipSettings vip : settings.vips()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("address", vip.address().toString());
            entry.put("role", "replica");
            ownerships.stream()
                    .filter(ownership -> ownership.address().settings().equals(vip))
                    .forEach(ownership -> entry.putAll(ownership.describe()));
            if (quorum != null && quorum.isReplicaOf(vip.address())) {
                entry.putAll(log(quorum.journal(vip.address()).status()));
            }
            all.add(entry);
        }
        return all;
    }

    private static Map<String, Object> log(LogStatus log) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("owner", log.promised().writer());
        entry.put("epoch", log.promised().number());
        entry.put("owner_heard", log.writerHeard());
        entry.put("voice", log.voice().name().toLowerCase(Locale.ROOT));
        entry.put("committed", log.committed());
        entry.put(
                "replicas",
                log.replicas().stream()
                        .map(replica -> Map.of(
                                "node", replica.node(),
                                "lag", Math.max(0, log.last() - replica.durable()),
                                "counts", replica.counts(),
                                "takes_state", replica.takesState()))
                        .toList());
        return entry;
    }

    private Map<VirtualAddress, Tenure> tenures() {
        Map<VirtualAddress, Tenure> owned = new LinkedHashMap<>();
        for (Ownership ownership : ownerships) {
            Tenure tenure = ownership.tenure();
            if (tenure != null) {
                owned.put(ownership.address(), tenure);
            }
        }
        return owned;
    }

    private List<Object> services() {
        List<Object> all = new ArrayList<>();
        tenures().forEach((address, tenure) -> {
            for (ServiceRuntime runtime : tenure.services()) {
                Map<String, Object> service = new LinkedHashMap<>();
                service.put("name", runtime.name());
                service.put("address", address.settings().address().toString());
                service.put("port", runtime.settings().port());
                service.put("level", runtime.settings().level().name());
                service.put("incarnation", runtime.incarnation());
                service.put("state", runtime.state().name().toLowerCase(Locale.ROOT));
                service.put("pid", runtime.pid());
                service.put("connections", runtime.connections().size());
                service.put("reason", runtime.reason());
                all.add(service);
            }
        });
        return all;
    }

    private List<Object> connections() {
        List<Object> all = new ArrayList<>();
        for (Tenure tenure : tenures().values()) {
            for (ConnectionDriver driver : tenure.path().connections()) {
                if (all.size() < CONNECTIONS_MAX) {
                    all.add(connection(driver));
                }
            }
        }
        return all;
    }

    private static Map<String, Object> connection(ConnectionDriver driver) {
        Phase phase = driver.wrap().phase();
        Map<String, Object> connection = new LinkedHashMap<>();
        connection.put("service", driver.service().name());
        connection.put("client", driver.id().tuple().client().toString());
        connection.put("server", driver.id().tuple().server().toString());
        connection.put("state", state(phase));
        connection.put("phase", phase.name().toLowerCase(Locale.ROOT));
        connection.put("bytes_in", driver.wrap().bytesIn());
        connection.put("bytes_out", driver.wrap().bytesOut());
        connection.put("stable_lag_bytes", driver.wrap().stableLag());
        connection.put("incarnation", driver.wrap().incarnation());
        connection.put("protected", true);
        return connection;
    }

    private static String state(Phase phase) {
        return switch (phase) {
            case OPENING -> "opening";
            case LIVE -> "normal";
            case DOWN -> "stalled";
            case HANDSHAKE, REPLAY -> "recovering";
            case ENDED -> "closed";
        };
    }

    private List<Object> failures() {
        List<Object> all = new ArrayList<>();
        for (Tenure tenure : tenures().values()) {
            for (ServiceRuntime runtime : tenure.services()) {
                for (FailureRecord failure : runtime.failures()) {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("service", runtime.name());
                    entry.put("incarnation", failure.incarnation());
                    entry.put("cause", failure.cause());
                    entry.put("at", failure.atMillis());
                    entry.put("phases_ms", failure.phasesMillis());
                    entry.put("connections", failure.connections());
                    all.add(entry);
                }
            }
        }
        return all;
    }

    private Map<String, Object> journal() {
        List<JournalStats> all =
                ownerships.stream().map(ownership -> ownership.store().stats()).toList();
        Map<String, Object> journal = new LinkedHashMap<>();
        journal.put("store", settings.journal().store().name().toLowerCase(Locale.ROOT));
        journal.put("bytes", all.stream().mapToLong(JournalStats::bytes).sum());
        journal.put("limit", all.stream().mapToLong(JournalStats::bytesMax).sum());
        journal.put(
                "state",
                all.stream()
                        .map(JournalStats::state)
                        .max(Comparator.naturalOrder())
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .orElse("open"));
        return journal;
    }

    private Map<String, Object> counters() {
        Map<String, Object> counters = new LinkedHashMap<>();
        tenures().forEach((address, tenure) -> {
            counters.putAll(tenure.path().counters().snapshot());
            counters.put("wire", address.wire().counters().toString());
            counters.put("inner", address.inner().counters().toString());
            counters.put("resolution", address.responder().counters().toString());
        });
        return counters;
    }
}
