package dev.holdfast.tests.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Links of a large lab that carry nothing, or nothing one way; kept in the switchboard's packet filter, where no end can
 * notice it: no carrier is lost, and what is sent is simply gone.
 */
public final class Cuts {

    /** As the host at the link sees it. */
    public enum Direction {
        /** Nothing comes in; what it sends arrives. */
        IN,
        /** Nothing gets out; it hears all. */
        OUT,
        BOTH;

        private List<String> sets() {
            return this == BOTH ? List.of("in", "out") : List.of(this == IN ? "in" : "out");
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TABLE = "bridge cuts";
    private static final String RULES = "add table " + TABLE + "; add set " + TABLE + " in { type ifname; };"
            + " add set " + TABLE + " out { type ifname; };"
            + " add chain " + TABLE + " pass { type filter hook forward priority 0; };"
            + " add rule " + TABLE + " pass iifname @out drop; add rule " + TABLE + " pass oifname @in drop";

    private final NetworkNamespace switchboard;

    Cuts(NetworkNamespace switchboard) {
        this.switchboard = switchboard;
    }

    /** Before the first cut; once. */
    void prepare() {
        switchboard.in("nft", RULES);
    }

    /** All at the same instant; what is cut already stays so. */
    public void cut(Collection<String> links, Direction direction) {
        List<String> orders = new ArrayList<>();
        direction.sets().forEach(set -> orders.add(order("add", set, links)));
        switchboard.in("nft", String.join("; ", orders));
    }

    /** All at the same instant, both ways; what is whole already stays so. */
    public void mend(Collection<String> links) {
        List<String> orders = new ArrayList<>();
        for (String set : Direction.BOTH.sets()) {
            // an element that is not there can not be deleted
            orders.add(order("add", set, links));
            orders.add(order("delete", set, links));
        }
        switchboard.in("nft", String.join("; ", orders));
    }

    /** What is cut now. */
    public TreeMap<String, Direction> present() {
        TreeMap<String, Direction> cuts = new TreeMap<>();
        elements("in").forEach(link -> cuts.put(link, Direction.IN));
        elements("out").forEach(link -> cuts.merge(link, Direction.OUT, (_, _) -> Direction.BOTH));
        return cuts;
    }

    private List<String> elements(String set) {
        try {
            JsonNode listing = JSON.readTree(switchboard.in("nft", "-j", "list", "set", "bridge", "cuts", set));
            List<String> links = new ArrayList<>();
            listing.path("nftables")
                    .forEach(entry -> entry.path("set").path("elem").forEach(link -> links.add(link.asText())));
            return links;
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("nft does not speak JSON", malformed);
        }
    }

    private static String order(String verb, String set, Collection<String> links) {
        return "%s element %s %s { %s }"
                .formatted(
                        verb,
                        TABLE,
                        set,
                        String.join(
                                ", ",
                                links.stream().map(link -> '"' + link + '"').toList()));
    }
}
