package dev.holdfast.testkit;

import static dev.holdfast.testkit.assertions.ScenarioAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What each word of the scenario language does, and that a scenario which is not true fails. */
class ScenarioTest {

    private final Scenario scenario = Scenario.seeded(11);
    private final Client client = scenario.client();
    private final Server server = scenario.server();
    private final Node node = scenario.node();
    private final ClientWire wire = scenario.wire();
    private final Journal journal = scenario.journal();

    @Test
    void aServerThatIsDownWhenTheClientSpeaksAnswersInItsNextLife() {
        client.connects();
        server.crashes();
        client.sends("are you there?");
        scenario.passes(Duration.ofMinutes(2));
        assertThat(client).hasAcknowledged(14).noticedNothing();

        server.restarts();
        server.receives("are you there?");
        server.answers("yes");

        client.receives("yes");
        assertThat(server.lives()).isEqualTo(2);
    }

    @Test
    void anAnswerIsContinuedWhereTheDeadServerStopped() {
        String half = "0123456789".repeat(20_000);
        client.connects();
        client.sends("all of it");
        server.answers(half);
        scenario.passes(Duration.ofMillis(5));
        assertThat(client.received().length()).isBetween(1, half.length() - 1);

        server.crashes();
        server.restarts();
        server.answers(half);

        client.receives(half + half);
        assertThat(client).noticedNothing();
    }

    @Test
    void anotherNodeGoesOnAfterAPowerCut() {
        client.connects();
        client.sends("one");
        server.answers("eins");
        client.receives("eins");

        node.losesPower();
        client.sends("two");
        scenario.passes(Duration.ofSeconds(3));
        node.restarts();
        server.restarts();
        server.answers("zwei");

        client.receives("zwei");
        assertThat(journal).holdsTheClientsBytes("onetwo").holds(1, ConnectionOpened.class);
    }

    @Nested
    class TheWire {

        @Test
        void losesTheNextSegmentsAndNoOthers() {
            client.connects();
            wire.toClient().losesTheNext(1);
            client.sends("a");
            scenario.passes(Duration.ofMillis(100));
            assertThat(client).hasAcknowledged(0);

            scenario.passes(Duration.ofSeconds(5));
            assertThat(client).hasAcknowledged(1);
        }

        @Test
        void thatIsBrokenLetsNothingPassUntilItHeals() {
            client.connects();
            wire.breaks();
            client.sends("a");
            scenario.passes(Duration.ofSeconds(5));
            assertThat(journal).holdsNo(ClientBytesLogged.class);

            wire.heals();
            client.isAcknowledged();
            assertThat(journal).holdsTheClientsBytes("a");
        }

        @Test
        void takesItsTime() {
            client.connects();
            Duration before = scenario.elapsed();
            wire.fromClient().takes(Duration.ofSeconds(1));
            client.sends("a");
            server.receives("a");

            assertThat(scenario.elapsed().minus(before)).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1100));
        }

        @Test
        void mayLoseDoubleAndReorderWithoutHarm() {
            String text = "abcdefghij".repeat(10_000);
            client.connects();
            wire.loses(10);
            wire.fromClient().doubles(20);
            wire.fromClient().reorders(30);
            client.sends(text);
            server.receives(text);
            client.isAcknowledged();

            assertThat(journal).holdsTheClientsBytes(text);
        }
    }

    @Nested
    class TheJournal {

        @Test
        void thatIsFullDelaysTheClientAndHarmsNothing() {
            client.connects();
            journal.fillsUp();
            client.sends("a");
            scenario.passes(Duration.ofSeconds(20));
            assertThat(client).hasAcknowledged(0).noticedNothing();

            journal.hasRoomAgain();
            server.receives("a");
            server.answers("b");
            client.receives("b");
        }

        @Test
        void knowsWhoClosed() {
            client.connects();
            server.answers("bye");
            server.closes();
            client.receives("bye");
            client.seesTheEnd();
            client.closes();
            scenario.passes(Duration.ofSeconds(10));

            assertThat(client).sawTheEnd().wasNotReset();
            assertThat(journal).holdsInOrder(ConnectionOpened.class, ServerClosed.class, ConnectionClosed.class);
        }
    }

    @Nested
    class Closing {

        @Test
        void ofOneDirectionLeavesTheOtherOpen() {
            client.connects();
            client.sends("that is all");
            client.finishes();
            server.receives("that is all");
            server.crashes();
            server.restarts();
            server.answers("thank you");
            server.finishes();

            client.receives("thank you");
            client.seesTheEnd();
        }

        @Test
        void withAResetReachesTheClient() {
            client.connects();
            server.resets();
            scenario.passes(Duration.ofSeconds(1));

            assertThat(client).wasReset();
        }
    }

    @Nested
    class IsNotTrue {

        @Test
        void whenOtherBytesCome() {
            client.connects();
            server.answers("hello");

            assertThatExceptionOfType(SimulationFailure.class)
                    .isThrownBy(() -> client.receives("hallo"))
                    .withMessageContaining("the client received hello")
                    .withMessageContaining("seed 11");
        }

        @Test
        void whenNothingComesForTooLong() {
            client.connects();
            server.crashes();
            server.answers("hello");

            assertThatExceptionOfType(SimulationFailure.class)
                    .isThrownBy(() -> client.receives("hello"))
                    .withMessageContaining("the client received only");
            assertThat(scenario.elapsed()).isGreaterThan(Scenario.PATIENCE);
        }

        @Test
        void whenTheServerReadsWhatTheClientDidNotSay() {
            client.connects();
            client.sends("abc");

            assertThatExceptionOfType(SimulationFailure.class).isThrownBy(() -> server.receives("abd"));
        }

        @Test
        void whenTheJournalForgets() {
            Scenario forgetful = Scenario.seeded(11, new Forgetful());
            forgetful.client().connects();
            forgetful.node().crashes();
            forgetful.node().restarts();
            forgetful.server().restarts();
            forgetful.server().answers("hello");

            assertThatExceptionOfType(SimulationFailure.class)
                    .isThrownBy(() -> forgetful.client().receives("hello"));
        }

        @Test
        void whenTheDeadDieOrTheLivingAreStarted() {
            assertThatIllegalStateException().isThrownBy(server::restarts);
            assertThatIllegalStateException().isThrownBy(node::restarts);
            server.crashes();
            assertThatIllegalStateException().isThrownBy(server::crashes);
            node.crashes();
            assertThatIllegalStateException().isThrownBy(node::losesPower);
        }

        @Test
        void whenAnAssertionSaysOtherwise() {
            client.connects();
            server.answers("hello");
            client.receives("hello");

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(client).received("hallo"))
                    .withMessageContaining("<hello>");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(client).wasReset());
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(client).sawTheEnd());
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(client).hasAcknowledged(1));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(journal).holdsTheClientsBytes("x"));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(journal).holdsNo(ConnectionOpened.class));
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(journal).holdsInOrder(ConnectionOpened.class, ConnectionOpened.class));
        }
    }

    @Test
    void theSameSeedIsTheSameScenario() {
        assertThat(story(5)).isEqualTo(story(5)).isNotEqualTo(story(6));
    }

    private static String story(long seed) {
        Scenario one = Scenario.seeded(seed);
        one.client().connects();
        one.faults().troubleTheWire();
        one.faults().killTheNode(2, Duration.ofSeconds(1));
        one.client().sends("question");
        one.server().answers("answer");
        one.client().receives("answer");
        one.passes(Duration.ofSeconds(5));
        return one.story();
    }

    /** Says that it keeps facts, and keeps none. */
    private static final class Forgetful implements Facts {

        @Override
        public void add(ConnectionEvent fact) {}

        @Override
        public Connection connection() {
            return new Connection.New();
        }

        @Override
        public List<ConnectionEvent> all() {
            return List.of();
        }

        @Override
        public void writerDied() {}
    }
}
