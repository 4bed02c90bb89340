package dev.holdfast.protocol.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StateTransferTest {

    private static final QuorumSettings SETTINGS =
            QuorumSettings.of("alpha", List.of("alpha", "beta", "gamma"), 300_000_000, false);
    private static final Epoch EPOCH = new Epoch(2, "alpha");
    private static final Position POSITION = new Position(7, EPOCH);

    /** As many parts as there are, then the end. */
    private record Parts(Queue<Payload> left, boolean isWhole) implements StateSource {
        @Override
        public @Nullable Payload next(int bytesMax) {
            return left.poll();
        }

        @Override
        public void close() {}
    }

    private final Cluster cluster = new Cluster(false, "alpha", "beta");

    private StateTransfer transfer(boolean whole) {
        Queue<Payload> parts = new ArrayDeque<>(List.of(Payload.of(new byte[] {1}), Payload.of(new byte[] {2})));
        Cluster.Node alpha = cluster.node("alpha");
        alpha.reads = new Parts(parts, whole);
        cluster.network.clear();
        return new StateTransfer(SETTINGS, alpha, "gamma", EPOCH, 1, POSITION, 0);
    }

    private List<Boolean> lasts() {
        return cluster.network.stream()
                .map(Cluster.Sent::message)
                .filter(QuorumMessage.StateChunk.class::isInstance)
                .map(message -> ((QuorumMessage.StateChunk) message).last())
                .toList();
    }

    @Test
    void theLastPartSaysSo() {
        StateTransfer transfer = transfer(true);

        assertThat(lasts()).containsExactly(false, true);
        assertThat(transfer.on(new QuorumMessage.StateTaken(EPOCH, 1, 2), 1)).isTrue();
    }

    @Test
    void aStateThatWasReplacedWhileItWasReadIsNeverTakenForWhole() {
        StateTransfer transfer = transfer(false);

        assertThat(lasts()).containsExactly(false);
        assertThat(transfer.on(new QuorumMessage.StateTaken(EPOCH, 1, 1), 1)).isFalse();
        assertThat(transfer.tick(2)).isFalse();
    }
}
