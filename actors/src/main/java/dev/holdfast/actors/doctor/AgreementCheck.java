package dev.holdfast.actors.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether the other nodes were configured as this one, as the running node has learned from them.
 *
 * @param status the running node's account of itself; a missing node if none runs here
 */
record AgreementCheck(Supplier<JsonNode> status) implements Check {

    @Override
    public String subject() {
        return "agreement";
    }

    @Override
    public Finding look() {
        JsonNode peers = status.get().path("peers");
        if (!peers.isArray()) {
            return new Finding.Fine(
                    "not compared with the other nodes: the node does not run, and it is who asks them");
        }
        List<JsonNode> others = peers.valueStream()
                .filter(peer -> !peer.path("configured_differently").isEmpty())
                .toList();
        return others.isEmpty()
                ? new Finding.Fine("no other node that was heard is configured differently")
                : new Finding.Warning(
                        others.stream().map(AgreementCheck::difference).collect(Collectors.joining("; ")),
                        "compare `holdfast config print` of both, and restart the one that is wrong");
    }

    private static String difference(JsonNode peer) {
        return peer.path("node").asText() + " differs in "
                + peer.path("configured_differently")
                        .valueStream()
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "));
    }
}
