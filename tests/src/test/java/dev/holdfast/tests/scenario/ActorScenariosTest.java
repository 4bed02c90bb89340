package dev.holdfast.tests.scenario;

import static dev.holdfast.testkit.assertions.ScenarioAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.testkit.Client;
import dev.holdfast.testkit.Scenario;
import dev.holdfast.testkit.actors.ConnectionActors;
import dev.holdfast.testkit.actors.EntityFacts;
import dev.holdfast.testkit.actors.Seed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connection actors on the way from the first packet to the last, through every death that may lie between. */
@ExtendWith(ConnectionActors.class)
class ActorScenariosTest {

    @Test
    void anUploadGoesOnInTheNextNodesActor(@Seed(21) Scenario scenario) {
        String upload = "0123456789abcdef".repeat(10_000);
        Client client = scenario.client();
        client.connects();
        client.sends(upload);
        scenario.passes(Duration.ofMillis(6));
        assertThat(client.acknowledged()).isBetween(1L, upload.length() - 1L);

        scenario.node().losesPower();
        scenario.passes(Duration.ofSeconds(1));
        scenario.node().restarts();
        scenario.server().restarts();
        scenario.server().receives(upload);
        client.isAcknowledged();

        assertThat(client).noticedNothing();
        assertThat(scenario.journal())
                .holdsTheClientsBytes(upload)
                .holds(1, ConnectionOpened.class)
                .holdsInOrder(ConnectionOpened.class, ClientBytesLogged.class, ServerReplaced.class);
    }

    @Test
    void whatTheServerMeantIsInTheJournalBeforeTheClientSeesIt(@Seed(22) Scenario scenario) {
        scenario.client().connects();
        scenario.journal().isSlow(Duration.ofMillis(500));
        scenario.server().closes();
        scenario.passes(Duration.ofMillis(400));
        assertThat(scenario.client()).noticedNothing();

        scenario.client().seesTheEnd();
        scenario.client().closes();
        scenario.passes(Duration.ofSeconds(5));
        assertThat(scenario.journal())
                .holdsInOrder(ServerClosed.class, ConnectionClosed.class)
                .holds(1, ConnectionClosed.class);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36, 37, 38})
    void theActorKeepsWhatThePureCoreKeeps(long seed, ActorTestKit kit) {
        List<ConnectionEvent> pure = troubled(Scenario.seeded(seed));
        List<ConnectionEvent> journaled = troubled(Scenario.seeded(seed, new EntityFacts(kit, "troubled" + seed)));

        assertThat(journaled).isEqualTo(pure);
        assertThat(journaled).anyMatch(ServerReplaced.class::isInstance);
    }

    private static List<ConnectionEvent> troubled(Scenario scenario) {
        scenario.client().connects();
        scenario.faults().troubleTheWire();
        scenario.faults().killTheServer(2, Duration.ofSeconds(1));
        scenario.faults().killTheNode(2, Duration.ofSeconds(1));
        for (int i = 0; i < 10; i++) {
            scenario.client().sends("question " + i);
            scenario.server().answers("answer " + i);
            scenario.client().receives("answer " + i);
            scenario.passes(Duration.ofMillis(100));
        }
        assertThat(scenario.client()).noticedNothing();
        return scenario.journal().events();
    }
}
