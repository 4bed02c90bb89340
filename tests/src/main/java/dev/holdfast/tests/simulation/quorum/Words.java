package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.protocol.quorum.QuorumMessage;

/** Messages as a trace shows them. */
final class Words {

    private Words() {}

    static String of(QuorumMessage message) {
        return switch (message) {
            case QuorumMessage.Append m ->
                "Append " + m.epoch() + " after " + m.prev() + " +"
                        + m.records().size() + " committed " + m.committed();
            default -> message.toString();
        };
    }
}
