package dev.holdfast.actors.history;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.wire.Payload;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ServerHistoryTest {

    private static final ActorTestKit KIT = ActorTestKit.create(PersistenceTestKitPlugin.getInstance()
            .config()
            .withFallback(EventSourcedBehaviorTestKit.config())
            .withFallback(ConfigFactory.load()));

    /** Commands and answers never leave the node. */
    private static final EventSourcedBehaviorTestKit.SerializationSettings EVENTS_ARE_SERIALIZED =
            EventSourcedBehaviorTestKit.enabledSerializationSettings()
                    .withVerifyCommands(false)
                    .withVerifyState(false);

    private final EventSourcedBehaviorTestKit<ServerHistory.Command, ServerHistoryEvent, ServerHistory.State> history =
            EventSourcedBehaviorTestKit.create(KIT.system(), ServerHistory.create("web"), EVENTS_ARE_SERIALIZED);
    private final TestProbe<ServerHistory.Stable> stable = KIT.createTestProbe(ServerHistory.Stable.class);

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void tellsTheMarkOfWhatIsStableAndCountsLives() {
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
