package dev.holdfast.testkit;

import static dev.holdfast.testkit.assertions.ScenarioAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.testkit.actors.ConnectionActors;
import dev.holdfast.testkit.actors.Seed;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenarios that the README shows, word for word. */
@ExtendWith(ConnectionActors.class)
class WorkedScenariosTest {

    @Test
    void aCrashBetweenRequestAndAnswerIsAPause() {
        Scenario scenario = Scenario.seeded(7);
        Client client = scenario.client();
        Server server = scenario.server();

        client.connects();
        client.sends("GET /");
        server.receives("GET /");
        server.crashes();
        scenario.passes(Duration.ofSeconds(10));
        server.restarts();
        server.answers("hello");
        client.receives("hello");

        assertThat(client).received("hello").noticedNothing();
        assertThat(scenario.journal())
                .holdsInOrder(ConnectionOpened.class, ClientBytesLogged.class, ServerReplaced.class)
                .holdsTheClientsBytes("GET /")
                .holdsNo(ConnectionClosed.class);
    }

    @Test
    void nothingIsAcknowledgedBeforeAnActorJournaledIt(@Seed(3) Scenario scenario) {
        Client client = scenario.client();
        Journal journal = scenario.journal();
        client.connects();

        journal.isSlow(Duration.ofMillis(300));
        client.sends("account 17: +5");
        scenario.passes(Duration.ofMillis(200));
        assertThat(client).hasAcknowledged(0);
        assertThat(journal).holdsNo(ClientBytesLogged.class);

        scenario.node().crashes();
        scenario.node().restarts();
        scenario.server().restarts();
        scenario.server().receives("account 17: +5");
        scenario.server().answers("booked");
        client.receives("booked");
        assertThat(client).hasAcknowledged(14).noticedNothing();
        assertThat(journal).holdsTheClientsBytes("account 17: +5");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aDialogueSurvivesWhatTheSeedDraws(long seed) {
        Scenario scenario = Scenario.seeded(seed);
        scenario.client().connects();

        scenario.faults().troubleTheWire();
        scenario.faults().troubleTheJournal();
        scenario.faults().killTheServer(5, Duration.ofSeconds(1));
        for (int i = 0; i < 20; i++) {
            scenario.client().sends("question " + i);
            scenario.server().answers("answer " + i);
            scenario.client().receives("answer " + i);
            scenario.passes(Duration.ofMillis(50));
        }

        assertThat(scenario.client()).noticedNothing();
        assertThat(scenario.server().lives()).isGreaterThan(1);
    }
}
