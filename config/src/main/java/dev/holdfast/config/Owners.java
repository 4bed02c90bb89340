package dev.holdfast.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may own a virtual address: in a cluster its server nodes, otherwise this node alone. Owned by the loading thread. */
final class Owners {

    private static final String KEY = "owners";

    private final @Nullable String self;
    private final @Nullable ClusterSettings cluster;

    /** @param self null, and so {@code cluster}, if it is faulty: then there is nothing to compare with */
    Owners(@Nullable String self, @Nullable ClusterSettings cluster) {
        this.self = self;
        this.cluster = cluster;
    }

    /** The address's owners in their order; this node if the file names none. */
    List<String> read(Section section) {
        boolean given = section.known(KEY) != null;
        List<String> owners = given ? section.strings(KEY) : self == null ? List.of() : List.of(self);
        if (given && owners.isEmpty()) {
            section.fault(KEY, "must not be empty");
        }
        Set<String> seen = new HashSet<>();
        for (String owner : owners) {
            if (!seen.add(owner)) {
                section.fault(KEY, "names \"" + owner + "\" twice");
            }
            refuse(owner, section);
        }
        return owners;
    }

    private void refuse(String owner, Section section) {
        if (self == null || cluster == null) {
            return;
        }
        if (cluster.nodes().isEmpty()) {
            if (!owner.equals(self)) {
                section.fault(KEY, "names \"" + owner + "\", but holdfast.cluster.nodes is empty");
            }
            return;
        }
        List<String> servers = cluster.nodes().stream()
                .filter(node -> node.role() == ClusterNode.Role.SERVER)
                .map(ClusterNode::name)
                .toList();
        if (!servers.contains(owner)) {
            String what =
                    cluster.node(owner).isPresent() ? "is a witness and owns nothing" : "is no node of the cluster";
            section.fault(KEY, "\"" + owner + "\" " + what, Nearest.to(owner, servers));
        }
    }
}
