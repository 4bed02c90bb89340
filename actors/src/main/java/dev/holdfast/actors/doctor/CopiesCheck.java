package dev.holdfast.actors.doctor;

import dev.holdfast.config.ClusterSettings;
import dev.holdfast.config.VipSettings;

/** Whether an address outlives a host: a majority of the nodes that keep its journal must go on without any one of them. */
record CopiesCheck(VipSettings vip, ClusterSettings cluster) implements Check {

    @Override
    public String subject() {
        return "copies of " + vip.address();
    }

    @Override
    public Finding look() {
        int owners = vip.owners().size();
        int copies = cluster.nodes().isEmpty() ? 1 : cluster.replicasOf(vip).size();
        String figures =
                owners + (owners == 1 ? " owner, " : " owners, ") + copies + (copies == 1 ? " copy" : " copies");
        if (owners > 1 && copies == 2) {
            return new Finding.Warning(
                    figures + ": two are no majority without each other, so either host's death stops the service",
                    "add a witness to holdfast.cluster.nodes; it may be small");
        }
        if (owners == 1) {
            return new Finding.Fine(figures + ": it outlives the server's death, not the host's");
        }
        return copies % 2 == 0
                ? new Finding.Warning(
                        figures + ": the even one adds nothing that may fail", "keep an odd number of copies")
                : new Finding.Fine(figures + ": any " + (copies - 1) / 2 + " may die");
    }
}
