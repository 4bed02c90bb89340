package dev.holdfast.actors.node;

import dev.holdfast.actors.service.FailureRecord;
import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.config.Settings;
import dev.holdfast.interceptors.path.ConnectionDriver;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.southside.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The node's state as one JSON document; asked on the loop's thread. */
final class NodeStatus {

    private static final int CONNECTIONS_MAX = 10_000;

    private final Settings settings;
    private final List<VirtualAddress> addresses;
    private final JournalStore store;

    NodeStatus(Settings settings, List<VirtualAddress> addresses, JournalStore store) {
        this.settings = settings;
        this.addresses = addresses;
        this.store = store;
    }

    Object document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("node", settings.node().name());
        document.put("services", services());
        document.put("connections", connections());
        document.put("failures", failures());
        document.put("journal", journal());
        document.put("counters", counters());
        return document;
    }

    private List<Object> services() {
        List<Object> all = new ArrayList<>();
        for (VirtualAddress address : addresses) {
            for (ServiceRuntime runtime : address.services()) {
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
        }
        return all;
    }

    private List<Object> connections() {
        List<Object> all = new ArrayList<>();
        for (VirtualAddress address : addresses) {
            for (ConnectionDriver driver : address.path().connections()) {
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
        for (VirtualAddress address : addresses) {
            for (ServiceRuntime runtime : address.services()) {
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
        var stats = store.stats();
        Map<String, Object> journal = new LinkedHashMap<>();
        journal.put("store", settings.journal().store().name().toLowerCase(Locale.ROOT));
        journal.put("bytes", stats.bytes());
        journal.put("limit", stats.bytesMax());
        journal.put("state", stats.state().name().toLowerCase(Locale.ROOT));
        return journal;
    }

    private Map<String, Object> counters() {
        Map<String, Object> counters = new LinkedHashMap<>();
        for (VirtualAddress address : addresses) {
            counters.putAll(address.path().counters().snapshot());
            counters.put("wire", address.wire().counters().toString());
            counters.put("inner", address.inner().counters().toString());
            counters.put("resolution", address.responder().counters().toString());
        }
        return counters;
    }
}
