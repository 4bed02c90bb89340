package dev.holdfast.actors.watch;

import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.protocol.quorum.Member;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * A node in Prometheus's text format: what was counted, and what the snapshot shows. Base units; no client in any label.
 *
 * <p>Names follow prometheus.io/docs/practices/naming.
 */
public final class Metrics {

    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final String DROPPED = "dropped_";

    private Metrics() {}

    public static byte[] text(Vitals vitals, NodeSnapshot node, String version) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        vitals.collect().forEach(all::metricSnapshot);
        all.metricSnapshot(new Family().add(1, "version", version).gauge("holdfast_build_info", "The version."));
        all.metricSnapshot(new Family()
                .add(Readiness.of(node).stream().allMatch(Readiness.Check::ok) ? 1 : 0)
                .gauge("holdfast_ready", "Whether /readyz says ready: 1 or 0."));
        services(node, all);
        addresses(node, all);
        peers(node, all);
        packets(node, all);
        journals(node, all);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, all.build(), EscapingScheme.DEFAULT);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toByteArray();
    }

    private static void services(NodeSnapshot node, MetricSnapshots.Builder all) {
        Family up = new Family();
        Family incarnation = new Family();
        Family connections = new Family();
        Family lag = new Family();
        for (NodeSnapshot.Service service : node.services()) {
            up.add(service.serves() ? 1 : 0, "service", service.name());
            incarnation.add(service.incarnation(), "service", service.name());
            lag.add(0, "service", service.name());
        }
        for (NodeSnapshot.Connection connection : node.connections()) {
            connections.add(1, "service", connection.id().service(), "state", connection.state());
            lag.add(connection.stableLag(), "service", connection.id().service());
        }
        all.metricSnapshot(up.gauge("holdfast_service_up", "Whether the server listens and is given packets: 1 or 0."));
        all.metricSnapshot(incarnation.gauge("holdfast_incarnation", "Which life of the server this is."));
        all.metricSnapshot(connections.gauge(
                "holdfast_connections",
                "Connections by state, the first " + NodeSnapshot.CONNECTIONS_MAX + " of the node."));
        all.metricSnapshot(lag.gauge(
                "holdfast_journal_stable_lag_bytes", "Bytes received from clients and not yet stable, of the same."));
    }

    private static void addresses(NodeSnapshot node, MetricSnapshots.Builder all) {
        Family owner = new Family();
        Family lease = new Family();
        Family epoch = new Family();
        Family lag = new Family();
        Family counts = new Family();
        for (NodeSnapshot.Address address : node.addresses()) {
            boolean owns = address.role().equals("owner") || address.role().equals("sole");
            owner.add(owns ? 1 : 0, "vip", address.address());
            if (address.lease() != null) {
                lease.add(address.lease().leftMillis() / 1e3, "vip", address.address());
            }
            if (address.log() != null) {
                epoch.add(address.log().promised().number(), "vip", address.address());
                long last = address.log().last();
                for (Member.Progress replica : address.log().replicas()) {
                    String[] labels = {"vip", address.address(), "replica", replica.node()};
                    lag.add(Math.max(0, last - replica.durable()), labels);
                    counts.add(replica.counts() ? 1 : 0, labels);
                }
            }
        }
        all.metricSnapshot(owner.gauge("holdfast_owner", "Whether this node owns the address: 1 or 0."));
        all.metricSnapshot(
                lease.gauge("holdfast_lease_remaining_seconds", "How long this node may act; 0 if it does not own."));
        all.metricSnapshot(epoch.gauge("holdfast_epoch", "The highest epoch promised here."));
        all.metricSnapshot(lag.gauge("holdfast_replica_lag_records", "Records that a copy is behind, on the owner."));
        all.metricSnapshot(
                counts.gauge("holdfast_replica_counts", "Whether a copy is part of majorities: 1 or 0, on the owner."));
    }

    private static void peers(NodeSnapshot node, MetricSnapshots.Builder all) {
        Family connected = new Family();
        Family dropped = new Family();
        Family differs = new Family();
        for (NodeSnapshot.Peer peer : node.peers()) {
            connected.add(peer.connected() ? 1 : 0, "peer", peer.node());
            dropped.add(peer.messagesDropped(), "peer", peer.node());
            differs.add(peer.differences().size(), "peer", peer.node());
        }
        all.metricSnapshot(connected.gauge(
                "holdfast_peer_connected", "Whether the journal's connection to another node is there: 1 or 0."));
        all.metricSnapshot(dropped.counter(
                "holdfast_peer_messages_dropped",
                "Messages of the journal to another node that did not fit the queue; they are repeated."));
        all.metricSnapshot(differs.gauge(
                "holdfast_peer_configuration_differences",
                "Parts of another node's configuration that differ from this node's and should not."));
    }

    private static void packets(NodeSnapshot node, MetricSnapshots.Builder all) {
        Family segments = new Family();
        Family dropped = new Family();
        Family unprotected = new Family();
        for (NodeSnapshot.Address address : node.addresses()) {
            Map<String, Long> counters = address.counters();
            counters.forEach((name, count) -> {
                if (name.startsWith(DROPPED)) {
                    dropped.add(count, "vip", address.address(), "reason", name.substring(DROPPED.length()));
                }
            });
            segments.add(counters.getOrDefault("segments_in", 0L), "vip", address.address(), "dir", "in");
            segments.add(counters.getOrDefault("segments_out", 0L), "vip", address.address(), "dir", "out");
            unprotected.add(counters.getOrDefault("unprotected_connections", 0L), "vip", address.address());
        }
        all.metricSnapshot(segments.counter(
                "holdfast_segments", "TCP segments from and to clients since this node has owned the address."));
        all.metricSnapshot(
                dropped.counter("holdfast_segments_dropped", "Segments that were not passed on, by reason."));
        all.metricSnapshot(unprotected.counter(
                "holdfast_unprotected_connections", "Connections that pass unprotected because the table is full."));
    }

    private static void journals(NodeSnapshot node, MetricSnapshots.Builder all) {
        Family bytes = new Family();
        Family limit = new Family();
        Family writable = new Family();
        for (NodeSnapshot.Address address : node.addresses()) {
            JournalStats journal = address.journal();
            if (journal != null) {
                bytes.add(journal.bytes(), "vip", address.address());
                limit.add(journal.bytesMax(), "vip", address.address());
                writable.add(journal.state() == JournalStats.State.OPEN ? 1 : 0, "vip", address.address());
            }
        }
        all.metricSnapshot(bytes.gauge("holdfast_journal_bytes", "Bytes that the journal takes on this node."));
        all.metricSnapshot(limit.gauge("holdfast_journal_limit_bytes", "Bytes that it may take."));
        all.metricSnapshot(writable.gauge(
                "holdfast_journal_writable", "Whether it takes clients' bytes: 1, or 0 if it is full or failed."));
    }
}
