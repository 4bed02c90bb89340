package dev.holdfast.actors.doctor;

import dev.holdfast.config.ClusterSettings;
import java.time.Duration;

/** How safely addresses move between owners: the lease's length, and whether the kernel enforces it. */
record LeaseCheck(ClusterSettings cluster, boolean fence) implements Check {

    /** Below, a busy host loses its lease to its own scheduler (operations.md). */
    private static final Duration SHORT = Duration.ofMillis(100);

    @Override
    public String subject() {
        return "lease";
    }

    @Override
    public Finding look() {
        String lease = cluster.lease().toMillis() + " ms";
        if (!fence) {
            return new Finding.Warning(
                    lease + ", not enforced by the kernel", "leave fence = on unless this kernel cannot do it");
        }
        return cluster.lease().compareTo(SHORT) < 0
                ? new Finding.Warning(
                        lease + ": a busy host loses it to its own scheduler",
                        "set holdfast.cluster.lease = 100 ms or more")
                : new Finding.Fine(lease + ", enforced by the kernel");
    }
}
