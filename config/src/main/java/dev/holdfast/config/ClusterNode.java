package dev.holdfast.config;

import dev.holdfast.protocol.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One node of the cluster, as all nodes know it.
 *
 * @param name the node's own {@code holdfast.node.name}; its certificate carries it
 * @param address that the other nodes reach it by; its certificate carries it
 * @param clusterPort of the actor system, 1 to 65535
 * @param journalPort of the replicas, 1 to 65535
 */
public record ClusterNode(String name, Role role, IpAddress address, int clusterPort, int journalPort) {

    /** What a node may be asked to do. */
    public enum Role {
        /** Owns virtual addresses, or takes them over. */
        SERVER,
        /** Keeps copies of all journals and a vote, and never owns an address. */
        WITNESS
    }

    static @Nullable ClusterNode read(Section section) {
        String name = section.parsed("name", "", Names::service);
        Role role = section.choice("role", Role.class);
        IpAddress address = section.parsed("address", IpAddress.v4(0), Names::nodeAddress);
        int clusterPort = section.integer("cluster-port", 1, 0xffff);
        int journalPort = section.integer("journal-port", 1, 0xffff);
        return section.build(() -> new ClusterNode(name, role, address, clusterPort, journalPort));
    }
}
