package dev.holdfast.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that keep services together, and what they grant each other.
 *
 * @param name of the cluster, the same on all nodes
 * @param nodes in the file's order, this one among them; empty: a cluster of one
 * @param lease how long an owner may act after a majority has last heard from it; 50 ms to 1 min
 * @param tls null: plain connections
 * @param insecure plain connections are wanted although others can reach them: for labs
 */
public record ClusterSettings(
        String name,
        List<ClusterNode> nodes,
        Duration lease,
        @Nullable TlsSettings tls,
        boolean insecure) {

    private static final Duration LEASE_MIN = Duration.ofMillis(50);
    private static final Duration LEASE_MAX = Duration.ofMinutes(1);

    public ClusterSettings {
        nodes = List.copyOf(nodes);
    }

    public Optional<ClusterNode> node(String nodeName) {
        return nodes.stream().filter(node -> node.name().equals(nodeName)).findFirst();
    }

    /** Who holds a copy of the address's journal: its owners in their order, then every witness. */
    public List<ClusterNode> replicasOf(VipSettings vip) {
        Stream<ClusterNode> owners = vip.owners().stream().map(this::node).flatMap(Optional::stream);
        Stream<ClusterNode> witnesses = nodes.stream().filter(node -> node.role() == ClusterNode.Role.WITNESS);
        return Stream.concat(owners, witnesses).toList();
    }

    static @Nullable ClusterSettings read(Section section) {
        String name = section.parsed("name", "", Names::service);
        List<ClusterNode> nodes = section.any("nodes", ClusterNode::read);
        Duration lease = section.duration("lease", LEASE_MIN, LEASE_MAX);
        TlsSettings tls = section.known("tls") == null ? null : TlsSettings.read(section.section("tls"));
        boolean insecure = section.bool("insecure");
        requireDistinct(nodes, section);
        if (section.known("tls") != null && insecure) {
            section.fault("insecure", "contradicts tls: leave one of them out");
        }
        boolean reachable = nodes.stream().anyMatch(node -> !Names.loopback(node.address()));
        if (reachable && section.known("tls") == null && !insecure) {
            section.fault("tls", "is missing: nodes that are not on the loopback need certificates");
        }
        return section.build(() -> new ClusterSettings(name, nodes, lease, tls, insecure));
    }

    private static void requireDistinct(List<ClusterNode> nodes, Section section) {
        Map<String, String> taken = new HashMap<>();
        for (ClusterNode node : nodes) {
            for (String thing : List.of(
                    "name " + node.name(),
                    "port " + node.clusterPort() + " of " + node.address(),
                    "port " + node.journalPort() + " of " + node.address())) {
                String first = taken.putIfAbsent(thing, node.name());
                if (first != null) {
                    section.fault("nodes", thing + " is there twice: " + first + ", " + node.name());
                }
            }
        }
    }
}
