package dev.holdfast.actors.node;

import akka.actor.Address;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import dev.holdfast.config.Agreement;
import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.ClusterSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.persistence.akka.HoldfastJournal;
import dev.holdfast.persistence.akka.HoldfastSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The actor system's configuration, made from the node's settings. */
final class ClusterConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterConfiguration.class);

    private ClusterConfiguration() {}

    static Config of(Settings settings) {
        Config config = settings.akka()
                .atPath("akka")
                .withFallback(ConfigFactory.parseMap(membership(settings)))
                .withFallback(ConfigFactory.parseResources("holdfast-node.conf"))
                .withFallback(ConfigFactory.load());
        config = withJournal(config, NodeActors.REHEARSAL_JOURNAL);
        for (int vip = 0; vip < settings.vips().size(); vip++) {
            config = withJournal(config, NodeActors.journalPlugin(vip));
        }
        return config.resolve();
    }

    private static Config withJournal(Config config, String path) {
        String snapshots = HoldfastSnapshots.of(path);
        return config.withValue(
                        path, config.getConfig(HoldfastJournal.PLUGIN_ID).root())
                .withValue(
                        snapshots, config.getConfig(HoldfastSnapshots.PLUGIN_ID).root())
                .withValue(snapshots + ".journal", ConfigValueFactory.fromAnyRef(path));
    }

    private static Map<String, Object> membership(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        Optional<ClusterNode> self = cluster.node(settings.node().name());
        Map<String, Object> membership = new HashMap<>();
        membership.put(
                "akka.remote.artery.canonical.hostname",
                self.map(ClusterConfiguration::host).orElse("127.0.0.1"));
        membership.put(
                "akka.remote.artery.canonical.port",
                self.map(ClusterNode::clusterPort).orElse(0));
        self.ifPresent(node -> {
            membership.put("akka.cluster.roles", roles(settings, node));
            membership.put(
                    "akka.cluster.seed-nodes",
                    ConfigValueFactory.fromIterable(seeds(cluster)).unwrapped());
            membership.put("akka.remote.artery.transport", cluster.tls() == null ? "tcp" : "tls-tcp");
        });
        if (cluster.insecure()) {
            LOG.warn(
                    "cluster and journal traffic is neither encrypted nor authenticated (cluster.insecure): for labs only");
        }
        return membership;
    }

    /** Besides the node's own role marks that the others compare with theirs: a node of an older version passes them over. */
    private static List<String> roles(Settings settings, ClusterNode node) {
        List<String> roles = new ArrayList<>(Agreement.of(settings).marks());
        roles.add(node.role().name().toLowerCase(Locale.ROOT));
        return roles;
    }

    /** Witnesses first: the oldest member coordinates the shards, and should outlive the servers. */
    private static List<String> seeds(ClusterSettings cluster) {
        return cluster.nodes().stream()
                .sorted((a, b) -> b.role().compareTo(a.role()))
                .map(node -> address(cluster.name(), node).toString())
                .toList();
    }

    static Address address(String system, ClusterNode node) {
        return new Address("akka", system, host(node), node.clusterPort());
    }

    private static String host(ClusterNode node) {
        return node.address().toString();
    }
}
