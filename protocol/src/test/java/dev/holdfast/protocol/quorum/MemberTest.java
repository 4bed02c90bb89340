package dev.holdfast.protocol.quorum;

import static dev.holdfast.protocol.quorum.Cluster.LEASE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Predicate;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemberTest {

    private final Cluster cluster = new Cluster(false, "a", "b", "c");

    private static Predicate<Cluster.Sent> link(String one, String other) {
        return sent -> (sent.from().equals(one) && sent.to().equals(other))
                || (sent.from().equals(other) && sent.to().equals(one));
    }

    private static Predicate<Cluster.Sent> of(String node) {
        return sent -> sent.from().equals(node) || sent.to().equals(node);
    }

    @Test
    void beginsTheLogWhenNobodyHasAMemory() {
        cluster.pass(LEASE / 15);
        assertThat(cluster.nodes.values()).allMatch(node -> node.member().voice() == Voice.VOTING);
    }

    @Test
    void writesAloneIfItIsTheOnlyReplica() {
        Cluster alone = new Cluster(false, "a");
        alone.member("a").takeOver(alone.now);
        long index = alone.append("a", "x");
        assertThat(alone.node("a").stable).isEqualTo(index);
        alone.pass(LEASE);
        assertThat(alone.node("a").leaseUntil).isGreaterThan(alone.now);
    }

    @Test
    void aRecordIsStableWhenAMajorityHasIt() {
        cluster.elect("a");
        long index = cluster.append("a", "x");
        assertThat(cluster.node("a").stable).isLessThan(index);
        cluster.run(link("a", "c"));
        assertThat(cluster.node("a").stable).isEqualTo(index);
        cluster.pass(LEASE / 6);
        assertThat(cluster.texts("b")).containsExactly("x");
    }

    @Test
    void theSuccessorHasWhatWasStableAndWhatAMajorityMayHave() {
        cluster.elect("a");
        cluster.append("a", "stable");
        cluster.run();
        cluster.append("a", "held by c");
        cluster.run(sent -> sent.from().equals("a") && sent.to().equals("c"));
        cluster.lose(_ -> true);

        // When a is dead
        cluster.passSilently(2 * LEASE);
        cluster.lose(of("a"));
        cluster.member("b").takeOver(cluster.now);
        cluster.run(link("b", "c"));

        assertThat(cluster.node("b").said).contains("opened 2b");
        assertThat(cluster.texts("b")).containsExactly("stable", "held by c");
    }

    @Test
    void aDeposedWriterConfirmsNothingAndLearnsOfIt() {
        cluster.elect("a");
        cluster.passSilently(2 * LEASE);
        cluster.lose(_ -> true);
        cluster.member("b").takeOver(cluster.now);
        cluster.run(link("b", "c"));
        assertThat(cluster.node("b").said).contains("opened 2b");

        long before = cluster.node("a").stable;
        cluster.append("a", "too late");
        cluster.run(sent -> link("a", "c").test(sent));
        assertThat(cluster.node("a").stable).isEqualTo(before);
        assertThat(cluster.node("a").said).contains("deposed by 2b");
        assertThat(cluster.append("a", "later still")).isEqualTo(Member.NOT_TAKEN);
    }

    @Test
    void aReplicaThatIsSilentForALeaseCountsNoMoreUntilItAnswersAgain() {
        cluster.elect("a");
        cluster.append("a", "x");
        cluster.pass(LEASE);
        assertThat(cluster.member("a").progress(cluster.now)).allMatch(Member.Progress::counts);

        for (int i = 0; i < 20; i++) {
            cluster.passSilently(LEASE / 10);
            cluster.run(link("a", "b"));
            cluster.lose(_ -> true);
        }
        assertThat(cluster.member("a").progress(cluster.now))
                .filteredOn(Member.Progress::counts)
                .extracting(Member.Progress::node)
                .containsExactly("b");

        cluster.pass(LEASE);
        assertThat(cluster.member("a").progress(cluster.now)).allMatch(Member.Progress::counts);
    }

    @Test
    void nobodyElseIsPromisedAnythingWhileTheLeaseMayLive() {
        cluster.elect("a");
        cluster.pass(LEASE);
        long until = cluster.node("a").leaseUntil;
        assertThat(until).isGreaterThan(cluster.now + LEASE / 2);
        cluster.member("b").takeOver(cluster.now);
        cluster.lose(of("a"));
        while (!cluster.node("b").said.contains("opened 2b")) {
            cluster.passSilently(LEASE / 60);
            cluster.lose(of("a"));
            cluster.run();
        }
        assertThat(cluster.now).isBetween(until + LEASE / 25, until + LEASE / 2);
    }

    @Test
    void aWriterThatStepsDownLetsTheNextOneInAtOnce() {
        cluster.elect("a");
        cluster.member("b").takeOver(cluster.now);
        cluster.run();
        assertThat(cluster.node("b").said).doesNotContain("opened 2b");
        cluster.member("a").stepDown(cluster.now);
        cluster.pass(LEASE / 15);
        assertThat(cluster.node("b").said).contains("opened 2b");
    }

    @Test
    void anAttemptWithoutAMajorityDoesNotDisturbTheWriter() {
        cluster.elect("a");
        cluster.member("b").takeOver(cluster.now);
        cluster.pass(3 * LEASE);
        assertThat(cluster.node("a").said).noneMatch(said -> said.startsWith("deposed"));
        assertThat(cluster.append("a", "x")).isPositive();
    }

    @Test
    void whoIsTooFarBehindTakesTheWholeState() {
        cluster.elect("a");
        for (int i = 0; i < 50; i++) {
            cluster.append("a", "record " + i);
            cluster.run(link("a", "b"));
            cluster.lose(of("c"));
        }
        cluster.pass(LEASE);
        assertThat(cluster.node("c").said).anyMatch(said -> said.startsWith("restored"));
        assertThat(cluster.texts("c")).isEqualTo(cluster.texts("a"));
    }

    @Test
    void aLostMessageIsSentAgain() {
        cluster.elect("a");
        cluster.append("a", "lost");
        cluster.lose(_ -> true);
        long index = cluster.append("a", "arrives first");
        cluster.run();
        assertThat(cluster.node("a").stable).isEqualTo(index);
        assertThat(cluster.texts("a")).containsExactly("lost", "arrives first");
    }

    @Test
    void thereIsRoomForSoMuchThatIsNotStable() {
        cluster.elect("a");
        String kibibyte = "x".repeat(1024);
        int taken = 0;
        while (cluster.append("a", kibibyte) != Member.NOT_TAKEN) {
            taken++;
        }
        assertThat(taken).isBetween(900, 1024);
        assertThat(cluster.member("a").hasRoom(1024)).isFalse();
        cluster.run();
        assertThat(cluster.member("a").hasRoom(1024)).isTrue();
    }

    @Nested
    class WhenAReplicaLostItsMemory {

        @Test
        void itHasNoVoiceUntilItHasAllThatItEverAcknowledged() {
            cluster.elect("a");
            cluster.append("a", "x");
            cluster.run();
            cluster.restart("c");
            assertThat(cluster.member("c").voice()).isEqualTo(Voice.AMNESIAC);

            // When only b answers it, one that remembers is too few
            cluster.run(link("b", "c"));
            assertThat(cluster.member("c").voice()).isEqualTo(Voice.AMNESIAC);

            cluster.pass(LEASE / 6);
            assertThat(cluster.member("c").voice()).isEqualTo(Voice.VOTING);
            assertThat(cluster.texts("c")).containsExactly("x");
        }

        @Test
        void itHoldsToWhatItPromisedBefore() {
            cluster.elect("a");
            cluster.passSilently(2 * LEASE);
            cluster.lose(_ -> true);
            cluster.member("b").takeOver(cluster.now);
            cluster.run(link("b", "c"));
            assertThat(cluster.node("b").said).contains("opened 2b");

            // When c forgets, and hears the deposed writer first
            cluster.restart("c");
            cluster.run(link("b", "c"));
            long before = cluster.node("a").stable;
            cluster.append("a", "too late");
            cluster.run(sent -> !link("a", "b").test(sent) || sent.message() instanceof QuorumMessage.Rejoined);
            assertThat(cluster.node("a").stable).isEqualTo(before);
            assertThat(cluster.member("c").promised()).isEqualTo(new Epoch(2, "b"));
        }

        @Test
        void whatItPromisedInAnEarlierLifeIsNotCountedBesideOneWhoKnowsBetter() {
            Cluster five = new Cluster(false, "a", "b", "c", "d", "e");
            five.elect("a");
            five.passSilently(2 * LEASE);
            five.lose(_ -> true);

            // Given c promised b, but its word is still under way, and nobody else was asked yet
            five.member("b").takeOver(five.now);
            five.run(sent ->
                    sent.message() instanceof QuorumMessage.Seal && sent.to().equals("c"));
            Predicate<Cluster.Sent> held =
                    sent -> sent.to().equals("b") || sent.from().equals("b");

            // When c loses its memory and is readmitted by a, which still writes
            five.restart("c");
            for (int i = 0; i < 40; i++) {
                five.passSilently(LEASE / 60);
                five.run(held.negate());
            }
            assertThat(five.member("c").voice()).isEqualTo(Voice.VOTING);
            long index = five.append("a", "with c's help");
            five.run(sent -> link("a", "c").test(sent) || link("a", "d").test(sent));
            assertThat(five.node("a").stable).isEqualTo(index);

            // Then c's old promise, with e's new one, is no majority
            five.passSilently(2 * LEASE);
            five.run(sent -> sent.message() instanceof QuorumMessage.Seal
                    && sent.from().equals("b")
                    && sent.to().equals("e"));
            five.run(sent -> sent.message() instanceof QuorumMessage.Promised
                    && sent.to().equals("b"));
            assertThat(five.member("b").promised()).isNotEqualTo(new Epoch(2, "b"));
        }
    }

    @Nested
    class WhenRecordsGoToDisk {

        private final Cluster durable = new Cluster(true, "a", "b", "c");

        private void stored(String node) {
            java.util.List<Position> done = java.util.List.copyOf(durable.node(node).stores);
            durable.node(node).stores.clear();
            done.forEach(last -> durable.member(node).stored(last, durable.now));
        }

        @Test
        void aPromiseIsSaidWhenItIsOnDisk() {
            durable.pass(2 * LEASE);
            durable.node("b").diskHangs = true;

            durable.member("a").takeOver(durable.now);
            durable.run(sent ->
                    sent.message() instanceof QuorumMessage.Seal && sent.to().equals("b"));

            assertThat(durable.member("b").promised()).isEqualTo(new Epoch(1, "a"));
            assertThat(durable.network).noneMatch(sent -> sent.from().equals("b"));
            durable.node("b").diskHangs = false;
            durable.run(_ -> false);
            assertThat(durable.network)
                    .anyMatch(sent -> sent.from().equals("b") && sent.message() instanceof QuorumMessage.Promised);
        }

        @Test
        void aReplicaThatHasItsDiskVotesAtOnceAndHoldsToItsPromise() {
            Vote vote = new Vote(
                    Voice.VOTING,
                    new Epoch(4, "c"),
                    new Lives(java.util.Map.of("a", 1L, "b", 1L, "c", 1L)),
                    Lives.NONE);
            LogRecord record = new LogRecord(new Epoch(3, "c"), dev.holdfast.protocol.wire.Payload.of(new byte[] {1}));

            durable.resume("b", new ReplicaMemory(vote, Position.START, java.util.List.of(record)));
            durable.passSilently(2 * LEASE);
            durable.lose(_ -> true);
            durable.member("b").receive("a", 1, new QuorumMessage.Seal(new Epoch(2, "a")), durable.now);
            durable.member("b").receive("a", 1, new QuorumMessage.Seal(new Epoch(5, "a")), durable.now);
            durable.run(_ -> false);

            assertThat(durable.network.stream().map(Cluster.Sent::message))
                    .anyMatch(said -> said instanceof QuorumMessage.Refused refused
                            && refused.promised().equals(new Epoch(4, "c")))
                    .anyMatch(said -> said instanceof QuorumMessage.Promised promised
                            && promised.last().equals(new Position(1, new Epoch(3, "c"))));
        }

        @Test
        void onlyWhatIsOnDiskCounts() {
            durable.elect("a");
            stored("a");
            durable.run();
            assertThat(durable.node("a").said).doesNotContain("opened 1a");
            stored("b");
            durable.run();
            assertThat(durable.node("a").said).contains("opened 1a");
        }

        @Test
        void aWriteOfARecordThatWasReplacedIsNotTakenForItsSuccessors() {
            durable.elect("a");
            stored("a");
            stored("b");
            stored("c");
            durable.run();
            durable.append("a", "of a");
            durable.run(sent -> sent.from().equals("a") && sent.to().equals("c"));
            durable.lose(_ -> true);
            Position replaced = durable.node("c").stores.getLast();

            // When b, which lacks it, becomes the writer with a's help and writes another record there
            durable.passSilently(2 * LEASE);
            durable.lose(_ -> true);
            QuorumMessage.Append other = new QuorumMessage.Append(
                    new Epoch(9, "b"),
                    new Position(1, new Epoch(1, "a")),
                    java.util.List.of(new LogRecord(new Epoch(9, "b"), dev.holdfast.protocol.wire.Payload.EMPTY)),
                    1,
                    1);
            durable.member("c").receive("b", 1, other, durable.now);
            durable.run(_ -> false);
            durable.lose(_ -> true);
            durable.member("c").stored(replaced, durable.now);
            assertThat(durable.network).isEmpty();
            durable.member("c").stored(new Position(2, new Epoch(9, "b")), durable.now);
            assertThat(durable.network)
                    .anyMatch(sent -> sent.message() instanceof QuorumMessage.Appended answer && answer.durable() == 2);
        }
    }
}
