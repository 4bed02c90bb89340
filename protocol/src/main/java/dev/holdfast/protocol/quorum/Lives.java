package dev.holdfast.protocol.quorum;

import java.util.HashMap;
import java.util.Map;

/**
 * The latest life known of each node's memory: a crash vector (Michael, Ports, Sharma, Szekeres, "Recovering Shared Objects
 * Without Stable Storage", DISC 2017). Immutable.
 *
 * <p>A node that restarts without its memory begins a new life, numbered higher than all before; one that kept its memory goes on
 * with the old. What an earlier life said no longer counts once the later is known.
 *
 * @param byNode positive numbers; a node that is missing was never heard of
 */
public record Lives(Map<String, Long> byNode) {

    public static final Lives NONE = new Lives(Map.of());

    public Lives {
        byNode = Map.copyOf(byNode);
    }

    /** 0 if the node was never heard of. */
    public long of(String node) {
        return byNode.getOrDefault(node, 0L);
    }

    /** This, unless {@code life} is news. */
    Lives with(String node, long life) {
        if (of(node) >= life) {
            return this;
        }
        Map<String, Long> later = new HashMap<>(byNode);
        later.put(node, life);
        return new Lives(later);
    }

    Lives merge(Lives other) {
        Lives merged = this;
        for (Map.Entry<String, Long> each : other.byNode.entrySet()) {
            merged = merged.with(each.getKey(), each.getValue());
        }
        return merged;
    }
}
