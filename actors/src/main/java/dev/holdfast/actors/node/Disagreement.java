package dev.holdfast.actors.node;

import dev.holdfast.config.Agreement;
import dev.holdfast.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which other nodes were configured otherwise than this one. It is said, loudly and once for each change, and nothing is refused: a
 * configuration is changed on one node after the other. Owned by the loop's thread.
 */
final class Disagreement {

    private static final Logger LOG = LoggerFactory.getLogger(Disagreement.class);

    private final String self;
    private final Agreement own;
    private final Supplier<Map<String, Agreement>> members;
    private Map<String, List<String>> present = Map.of();

    /** @param members what each member of the cluster says, by node, this one maybe among them */
    Disagreement(Settings settings, Supplier<Map<String, Agreement>> members) {
        this.self = settings.node().name();
        this.own = Agreement.of(settings);
        this.members = members;
    }

    /** Compares anew; what a node said stays true while it is away. */
    void look() {
        Map<String, List<String>> seen = new TreeMap<>(present);
        members.get().forEach((node, theirs) -> {
            if (!node.equals(self)) {
                List<String> parts = own.differences(theirs);
                tell(node, seen.put(node, parts), parts);
            }
        });
        present = seen;
    }

    private void tell(String node, @Nullable List<String> before, List<String> parts) {
        if (parts.equals(before)) {
            return;
        }
        if (!parts.isEmpty()) {
            LOG.warn(
                    "{} AND {} ARE CONFIGURED DIFFERENTLY in {}: compare their `holdfast config print`",
                    self,
                    node,
                    String.join(", ", parts));
        } else if (before != null) {
            LOG.info("{} and {} are configured alike again", self, node);
        }
    }

    /** The parts in which {@code node} differs, when it was last heard. */
    List<String> with(String node) {
        return present.getOrDefault(node, List.of());
    }
}
