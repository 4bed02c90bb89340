package dev.holdfast.tests.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What one act showed.
 *
 * @param bytes that the client moved, both ways
 * @param kills of the server, all its processes each time
 * @param longestStallMillis that the client had to wait for the next byte
 * @param resetsSeen frames with RST from the server's address that no living server meant
 * @param finsSeen connections that the server's address ended early without a living server having meant it
 * @param problems what went wrong, in words; empty when all is well
 */
record ActResult(
        String name,
        long bytes,
        int kills,
        double longestStallMillis,
        int resetsSeen,
        int finsSeen,
        boolean digestsEqual,
        List<String> problems) {

    ActResult {
        problems = List.copyOf(problems);
    }

    /** An act that could not be played. */
    static ActResult failed(String name, String why) {
        return new ActResult(name, 0, 0, 0, 0, 0, false, List.of(why));
    }

    boolean ok() {
        return problems.isEmpty() && digestsEqual && resetsSeen == 0 && finsSeen == 0;
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", name).put("ok", ok()).put("bytes", bytes).put("kills", kills);
        node.put("longest_stall_ms", Math.round(longestStallMillis * 10) / 10.0);
        node.put("rst_seen", resetsSeen).put("fin_seen", finsSeen).put("sha256_equal", digestsEqual);
        problems.forEach(node.putArray("problems")::add);
        return node;
    }

    /** The same act, found wanting in one more way unless {@code holds}. */
    ActResult require(boolean holds, String otherwise) {
        if (holds) {
            return this;
        }
        List<String> more = new ArrayList<>(problems);
        more.add(otherwise);
        return new ActResult(name, bytes, kills, longestStallMillis, resetsSeen, finsSeen, digestsEqual, more);
    }
}
