package dev.holdfast.actors.node;

import dev.holdfast.actors.service.FailureRecord;
import dev.holdfast.actors.service.ServiceRuntime;
import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.config.Settings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.path.ConnectionDriver;
import dev.holdfast.persistence.quorum.PeerStatus;
import dev.holdfast.persistence.quorum.QuorumNode;
import dev.holdfast.persistence.quorum.QuorumStore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies what there is to see of the node; on the loop's thread, so it renders nothing. */
final class SnapshotTaker {

    private final Settings settings;
    private final List<Ownership> ownerships;
    private final @Nullable QuorumNode quorum;
    private final Disagreement disagreement;

    /** @param quorum null in a cluster of one */
    SnapshotTaker(
            Settings settings, List<Ownership> ownerships, @Nullable QuorumNode quorum, Disagreement disagreement) {
        this.settings = settings;
        this.ownerships = ownerships;
        this.quorum = quorum;
        this.disagreement = disagreement;
    }

    NodeSnapshot take() {
        List<NodeSnapshot.Service> services = new ArrayList<>();
        List<NodeSnapshot.Connection> connections = new ArrayList<>();
        List<NodeSnapshot.Failure> failures = new ArrayList<>();
        for (Ownership ownership : ownerships) {
            Tenure tenure = ownership.tenure();
            if (tenure != null) {
                String address = ownership.address().settings().address().toString();
                for (ServiceRuntime runtime : tenure.services()) {
                    services.add(service(runtime, address));
                    runtime.failures().forEach(failure -> failures.add(failure(runtime, failure)));
                }
                addConnections(tenure, connections);
            }
        }
        return new NodeSnapshot(
                settings.node().name(),
                System.currentTimeMillis(),
                settings.journal().store().name().toLowerCase(Locale.ROOT),
                settings.vips().stream().map(this::address).toList(),
                quorum == null
                        ? List.of()
                        : quorum.peers().stream().map(this::peer).toList(),
                services,
                connections,
                failures);
    }

    private NodeSnapshot.Peer peer(PeerStatus peer) {
        return new NodeSnapshot.Peer(
                peer.node(), peer.connected(), peer.messagesDropped(), disagreement.with(peer.node()));
    }

    private static void addConnections(Tenure tenure, List<NodeSnapshot.Connection> connections) {
        for (ConnectionDriver driver : tenure.path().connections()) {
            if (connections.size() == NodeSnapshot.CONNECTIONS_MAX) {
                return;
            }
            connections.add(new NodeSnapshot.Connection(
                    driver.id(),
                    driver.wrap().phase(),
                    driver.wrap().bytesIn(),
                    driver.wrap().bytesOut(),
                    driver.wrap().stableLag(),
                    driver.wrap().incarnation()));
        }
    }

    private static NodeSnapshot.Service service(ServiceRuntime runtime, String address) {
        return new NodeSnapshot.Service(
                runtime.name(),
                address,
                runtime.settings().port(),
                runtime.settings().level().name(),
                runtime.incarnation(),
                runtime.state().name().toLowerCase(Locale.ROOT),
                runtime.pid(),
                runtime.connections().size(),
                runtime.reason());
    }

    private static NodeSnapshot.Failure failure(ServiceRuntime runtime, FailureRecord failure) {
        return new NodeSnapshot.Failure(
                runtime.name(),
                failure.incarnation(),
                failure.cause(),
                failure.atMillis(),
                failure.connections(),
                Collections.unmodifiableMap(new LinkedHashMap<>(failure.phasesMillis())));
    }

    private NodeSnapshot.Address address(VipSettings vip) {
        QuorumStore log = quorum != null && quorum.isReplicaOf(vip.address()) ? quorum.journal(vip.address()) : null;
        Ownership ownership = ownerships.stream()
                .filter(each -> each.address().settings().equals(vip))
                .findFirst()
                .orElse(null);
        if (ownership == null) {
            return new NodeSnapshot.Address(
                    vip.address().toString(),
                    "replica",
                    null,
                    List.of(),
                    log == null ? null : log.status(),
                    log == null ? null : log.stats(),
                    Map.of(),
                    Map.of());
        }
        Tenure tenure = ownership.tenure();
        VirtualAddress address = ownership.address();
        return new NodeSnapshot.Address(
                vip.address().toString(),
                ownership.role(),
                ownership.leaseLeft(),
                ownership.takeovers(),
                log == null ? null : log.status(),
                ownership.store().stats(),
                tenure == null ? Map.of() : tenure.path().counters().snapshot(),
                Map.of(
                        "wire", address.wire().counters().toString(),
                        "inner", address.inner().counters().toString(),
                        "resolution", address.responder().counters().toString()));
    }
}
