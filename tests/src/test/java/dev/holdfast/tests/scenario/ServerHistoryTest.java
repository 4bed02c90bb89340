package dev.holdfast.tests.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import dev.holdfast.actors.history.ServerHistory;
import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.testkit.actors.ConnectionActors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ConnectionActors.class)
class ServerHistoryTest {

    /** Commands and answers never leave the node. */
    private static final EventSourcedBehaviorTestKit.SerializationSettings EVENTS_ARE_SERIALIZED =
            EventSourcedBehaviorTestKit.enabledSerializationSettings()
                    .withVerifyCommands(false)
                    .withVerifyState(false);

    @Test
    void tellsTheMarkOfWhatIsStableAndCountsLives(ActorTestKit kit) {
        EventSourcedBehaviorTestKit<ServerHistory.Command, ServerHistoryEvent, ServerHistory.State> history =
                EventSourcedBehaviorTestKit.create(kit.system(), ServerHistory.create("web"), EVENTS_ARE_SERIALIZED);
        TestProbe<ServerHistory.Stable> stable = kit.createTestProbe(ServerHistory.Stable.class);
        Outcome read = new Outcome(0, Outcome.Op.READ, 100, 1, 7, 42, Payload.EMPTY);

        history.runCommand(new ServerHistory.Append(
                List.of(
                        new ServerHistoryEvent.ServerStarted(0, 100, 1),
                        new ServerHistoryEvent.OutcomesRecorded(0, List.of(read, read)),
                        new ServerHistoryEvent.ServerExited(0, "was killed by signal 9", 2),
                        new ServerHistoryEvent.ServerStarted(1, 101, 3)),
                2,
                stable.ref()));

        assertThat(stable.receiveMessage().mark()).isEqualTo(2);
        assertThat(history.getState()).isEqualTo(new ServerHistory.State(1, true, 1, 2, 0));
        assertThat(history.restart().state()).isEqualTo(new ServerHistory.State(1, true, 1, 2, 0));
    }
}
