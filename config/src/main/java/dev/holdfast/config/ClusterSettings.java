package dev.holdfast.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This node's place in the cluster.
 *
 * @param name of the actor system, the same on all nodes
 * @param hostname name or address that the other nodes reach this one by
 * @param port 0 lets the system choose
 * @param seedNodes {@code host:port} of nodes to join; none means: form a cluster of one
 */
public record ClusterSettings(String name, String hostname, int port, List<String> seedNodes) {

    public ClusterSettings {
        seedNodes = List.copyOf(seedNodes);
    }

    static @Nullable ClusterSettings read(Section section) {
        String name = section.parsed("name", "", Names::service);
        String hostname = section.parsed("hostname", "", Names::host);
        int port = section.integer("port", 0, 0xffff);
        List<String> seeds = section.strings("seed-nodes");
        for (String seed : seeds) {
            if (!seed.matches(".+:\\d{1,5}")) {
                section.fault("seed-nodes", "a seed node is host:port, not \"" + seed + "\"");
            }
        }
        if (!seeds.isEmpty() && port == 0) {
            section.fault("port", "must be fixed when there are seed nodes");
        }
        return section.build(() -> new ClusterSettings(name, hostname, port, seeds));
    }
}
