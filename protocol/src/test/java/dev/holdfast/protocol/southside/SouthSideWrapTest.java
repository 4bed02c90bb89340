package dev.holdfast.protocol.southside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.LoggedRanges.Range;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Scenes that the simulator found wrong once, each as short as it can be; and the rules that they broke. */
final class SouthSideWrapTest {

    private static final int FIN = TcpFlags.FIN;
    private static final int RST = TcpFlags.RST;

    @Nested
    class WhileOpening {

        @Test
        void theSynAckWaitsUntilTheOpeningIsStable() {
            WrapBench bench = new WrapBench(0);
            bench.synAck();
            assertThat(bench.toClient).isEmpty();

            bench.stable();

            assertThat(bench.toClient).hasSize(1);
            assertThat(bench.toClient.getFirst().isSyn()).isTrue();
            assertThat(bench.wrap.phase()).isEqualTo(Phase.LIVE);
        }

        @Test
        void aServerThatDiedBeforeItsSynAckWasStableIsReplaced() {
            WrapBench bench = new WrapBench(0);
            bench.synAck();
            bench.wrap.serverDied();
            bench.wrap.startRecovery(1, 0);

            bench.stable();

            assertThat(bench.wrap.phase()).isEqualTo(Phase.DOWN);
            assertThat(bench.serverLosses).isEqualTo(1);
        }

        @Test
        void aRepeatedSynAckGoesToAClientThatHasNotAnsweredWhicheverLifeTheServerIsIn() {
            WrapBench bench = new WrapBench(3);
            bench.synAck();
            bench.stable();
            bench.clear();

            bench.synAck();

            assertThat(bench.toServer).isEmpty();
            assertThat(bench.toClient).hasSize(1);
        }

        @Test
        void aSynIsRepeatedEverSlowerAndGivenUpInTheEnd() {
            WrapBench bench = new WrapBench(0);
            for (long second = 0; second < 300; second++) {
                bench.wrap.tick(second * 1_000_000_000L);
            }
            assertThat(bench.toServer).hasSizeLessThan(260);
            assertThat(bench.ended).hasSize(1);
        }

        @Test
        void aFullJournalIsRememberedUntilTheClientCanBeTold() {
            WrapBench bench = new WrapBench(0);
            bench.wrap.journalBlocked(true);
            bench.synAck();
            bench.stable();

            assertThat(bench.toClient.getLast().wnd()).isZero();
        }
    }

    @Nested
    class WhenAnErrorQuotesASegment {

        @Test
        void theNumberBecomesThatOfTheServersPresentTcp() {
            WrapBench bench = WrapBench.live();
            bench.server(1, 1, 500, 100);
            assertThat(bench.wrap.numberForServer(WrapBench.ISS.plus(50))).isEqualTo(WrapBench.ISS.plus(50));

            bench.replaced();
            assertThat(bench.wrap.numberForServer(WrapBench.ISS.plus(50))).isNull();
            bench.server(1, 1, 500, 60);

            assertThat(bench.wrap.numberForServer(WrapBench.ISS.plus(50))).isEqualTo(WrapBench.NEW_ISS.plus(50));
            assertThat(bench.wrap.numberForServer(WrapBench.ISS.plus(61))).isNull();
        }

        @Test
        void itBelongsToNoOneWhileTheServerIsDown() {
            WrapBench bench = WrapBench.live();
            bench.server(1, 1, 500, 100);
            bench.wrap.serverDied();

            assertThat(bench.wrap.numberForServer(WrapBench.ISS.plus(50))).isNull();
        }
    }

    @Nested
    class WhenAcknowledging {

        @Test
        void onlyStableBytesAreAcknowledgedAndTheWindowMakesUpForIt() {
            WrapBench bench = WrapBench.live();
            bench.client(1, 1, 1000);
            bench.server(1, 1001, 600, 0);
            assertThat(bench.toClient).hasSize(1);
            assertThat(bench.ackToClient()).isEqualTo(1);
            long edge = bench.edgeToClient();
            assertThat(edge).isBetween(1001L + (600 << 7) - 127, 1001L + (600 << 7));

            bench.wrap.bytesStable(1, 1001, 0);

            assertThat(bench.ackToClient()).isEqualTo(1001);
            assertThat(bench.edgeToClient()).isGreaterThan(edge - 128);
        }

        @Test
        void outputWaitsForTheInputItFollowedButTheAckDoesNotWaitForTheOutput() {
            WrapBench bench = WrapBench.live();
            bench.client(1, 1, 10);
            bench.client(11, 1, 10);
            bench.server(1, 21, 500, 5);
            assertThat(bench.toClient).isEmpty();

            bench.wrap.bytesStable(1, 11, 0);
            assertThat(bench.toClient).hasSize(1);
            assertThat(bench.ackToClient()).isEqualTo(11);
            assertThat(bench.toClient.getFirst().payload()).isEqualTo(Payload.EMPTY);

            bench.wrap.bytesStable(11, 21, 0);
            assertThat(bench.toClient.get(1).payload().length()).isEqualTo(5);
        }

        @Test
        void manySmallAcknowledgmentsWhileTheServerIsDownDoNotMoveTheEdgeOn() {
            WrapBench bench = WrapBench.live();
            bench.server(1, 1, 600, 0);
            bench.wrap.serverDied();
            long edge = 1 + (600L << WrapBench.SHIFT);

            for (int offset = 1; offset < 20_000; offset += 3) {
                bench.client(offset, 1, 3);
                bench.wrap.bytesStable(offset, offset + 3, 0);
            }

            assertThat(bench.edgeToClient()).isLessThan(edge + (1 << WrapBench.SHIFT));
        }

        @Test
        void theProbeAtACrashTellsNothingNew() {
            WrapBench bench = WrapBench.live();
            bench.server(1, 1, 500, 50);
            bench.client(1, 1, 10);
            bench.clear();
            bench.wrap.bytesStable(1, 11, 0);
            assertThat(bench.toClient).isEmpty();

            bench.wrap.serverDied();

            assertThat(bench.toClient).hasSize(2);
            assertThat(bench.toClient.getFirst().ack()).isEqualTo(WrapBench.ISN.plus(11));
            assertThat(bench.toClient.getFirst().seq()).isEqualTo(WrapBench.ISS.plus(51));
            assertThat(bench.toClient.get(1).seq()).isEqualTo(WrapBench.ISS);
        }
    }

    @Nested
    class WhenAServerDies {

        @Test
        void theClientIsToldWhatLiesBeyondAGapTheLatestFirst() {
            WrapBench bench = WrapBench.live();
            bench.wrap.serverDied();

            bench.client(1001, 1, 500);
            assertThat(bench.sackToClient()).containsExactly(new Range(1001, 1501));
            bench.client(3001, 1, 500);
            bench.client(5001, 1, 500);
            assertThat(bench.sackToClient())
                    .containsExactly(new Range(5001, 5501), new Range(1001, 1501), new Range(3001, 3501));
            bench.client(7001, 1, 500);
            assertThat(bench.sackToClient()).hasSize(3).startsWith(new Range(7001, 7501));

            bench.client(1, 1, 1000);
            bench.wrap.bytesStable(1, 1501, 0);

            assertThat(bench.ackToClient()).isEqualTo(1501);
            assertThat(bench.sackToClient()).startsWith(new Range(3001, 3501));
        }

        @Test
        void bytesThatAreNotStableYetAreNoGap() {
            WrapBench bench = WrapBench.live();
            bench.wrap.serverDied();
            bench.client(1, 1, 100);

            bench.client(1001, 1, 500);

            assertThat(bench.ackToClient()).isEqualTo(1);
            assertThat(bench.sackToClient()).isEmpty();
        }

        @Test
        void itsFinIsSwallowedAndItsSocketReset() {
            WrapBench bench = WrapBench.live();
            bench.server(1, 1, 500, 0, FIN);

            assertThat(bench.toClient).noneMatch(Segment::isFin);
            assertThat(bench.toServer).anyMatch(Segment::isRst);
            assertThat(bench.wrap.phase()).isEqualTo(Phase.DOWN);
        }

        @Test
        void whateverTheDeadSocketStillSaysIsAnsweredWithAResetOfTheNumberItNames() {
            WrapBench bench = WrapBench.live();
            bench.wrap.serverDied();
            bench.clear();

            bench.server(1, 43, 500, 700);

            assertThat(bench.toClient).isEmpty();
            assertThat(bench.toServer).hasSize(1);
            assertThat(bench.toServer.getFirst().isRst()).isTrue();
            assertThat(bench.toServer.getFirst().seq()).isEqualTo(WrapBench.ISN.plus(43));
        }

        @Test
        void aResetAfterAMereShutdownIsACrash() {
            WrapBench bench = WrapBench.live();
            bench.closed = CloseCause.SHUTDOWN;
            bench.server(1, 1, 500, 0, FIN);
            bench.stable();
            assertThat(bench.toClient.getLast().isFin()).isTrue();
            bench.closed = null;
            bench.clear();

            bench.server(2, 1, 500, 0, RST);

            assertThat(bench.toClient).noneMatch(Segment::isRst);
            assertThat(bench.wrap.phase()).isEqualTo(Phase.DOWN);
        }

        @Test
        void aCloseOfALivingProgramPassesWhenItIsStable() {
            WrapBench bench = WrapBench.live();
            bench.closed = CloseCause.CLOSE;
            bench.server(1, 1, 500, 5, FIN);
            assertThat(bench.toClient).isEmpty();

            bench.stable();

            assertThat(bench.toClient).hasSize(1);
            assertThat(bench.toClient.getFirst().isFin()).isTrue();
        }
    }

    @Nested
    class WhenAServerIsReplaced {

        @Test
        void whatTheClientHasIsSwallowedAndAcknowledgedInItsName() {
            WrapBench bench = withOutput(1000);
            bench.replaced();

            bench.server(1, 1, 500, 600);

            assertThat(bench.toClient).isEmpty();
            assertThat(bench.toServer.getLast().ack()).isEqualTo(WrapBench.NEW_ISS.plus(601));
        }

        @Test
        void theClientsAckNeverPassesBeyondWhatTheNewServerSent() {
            WrapBench bench = withOutput(1000);
            bench.replaced();
            bench.server(1, 1, 500, 600);

            bench.client(1, 1001, 0);

            assertThat(bench.toServer.getLast().ack()).isEqualTo(WrapBench.NEW_ISS.plus(601));
            bench.server(601, 1, 500, 900);
            assertThat(bench.toServer.getLast().ack()).isEqualTo(WrapBench.NEW_ISS.plus(1001));
            assertThat(bench.toClient.getLast().seq()).isEqualTo(WrapBench.ISS.plus(601));
        }

        @Test
        void itsClockIsMovedSoThatItNeitherGoesBackNorLeaps() {
            for (int clock : new int[] {1_500, 10, 1_000 + (1 << 30), Integer.MIN_VALUE}) {
                WrapBench bench = withOutput(10);
                bench.clock(clock);
                bench.replaced();
                bench.server(11, 1, 500, 5);

                int shown = bench.toClient.getLast().options().tsVal();

                assertThat(shown).as("clock %d", clock).isBetween(1_000, 1_500);
            }
        }

        @Test
        void aFinThatTheClientAcknowledgedIsNotSentAgain() {
            WrapBench bench = withOutput(10);
            bench.closed = CloseCause.SHUTDOWN;
            bench.server(11, 1, 500, 0, FIN);
            bench.stable();
            bench.client(1, 12, 0);
            bench.replaced();
            bench.closed = CloseCause.SHUTDOWN;

            bench.server(1, 1, 500, 10, FIN);

            assertThat(bench.toClient).isEmpty();
            assertThat(bench.toServer.getLast().ack()).isEqualTo(WrapBench.NEW_ISS.plus(12));
        }

        private WrapBench withOutput(int count) {
            WrapBench bench = WrapBench.live();
            bench.server(1, 1, 500, count);
            bench.client(1, 1 + count, 0);
            bench.clear();
            return bench;
        }
    }

    @Nested
    class WhenTheConnectionEnds {

        @Test
        void itEndsWhenTheLastAckIsStableLast() {
            WrapBench bench = bothFinsSent();
            bench.server(2, 2, 500, 0);
            assertThat(bench.ended).isEmpty();

            bench.wrap.bytesStable(1, 2, 0);

            assertThat(bench.ended).containsExactly(new ConnectionClosed(ClosedBy.BOTH, "closed"));
        }

        @Test
        void aLostLastAckIsRepeatedAndNoResetOfTheServersKernelPasses() {
            WrapBench bench = bothFinsSent();
            bench.server(2, 2, 500, 0);
            bench.wrap.bytesStable(1, 2, 0);
            bench.clear();

            bench.client(1, 2, 0, FIN);
            bench.server(2, 2, 0, 0, RST);

            assertThat(bench.toClient).hasSize(1);
            assertThat(bench.toClient.getFirst().isRst()).isFalse();
            assertThat(bench.ackToClient()).isEqualTo(2);
            assertThat(bench.ended).hasSize(1);
        }

        @Test
        void aHalfClosedProgramIsWaitedFor() {
            WrapBench bench = bothFinsSent(CloseCause.SHUTDOWN);
            bench.closed = CloseCause.KERNEL_WITNESS;
            bench.server(2, 2, 500, 0);
            bench.wrap.bytesStable(1, 2, 0);
            assertThat(bench.ended).isEmpty();
            assertThat(bench.wrap.needsTick()).isTrue();

            bench.closed = CloseCause.CLOSE;
            bench.wrap.tick(1);

            assertThat(bench.ended).hasSize(1);
        }

        @Test
        void aResetOfTheClientEndsItOnce() {
            WrapBench bench = WrapBench.live();
            bench.client(1, 1, 0, RST);
            bench.client(1, 1, 0, RST);

            assertThat(bench.ended).hasSize(1);
            assertThat(bench.toServer.getFirst().isRst()).isTrue();
        }

        private WrapBench bothFinsSent() {
            return bothFinsSent(CloseCause.CLOSE);
        }

        private WrapBench bothFinsSent(CloseCause cause) {
            WrapBench bench = WrapBench.live();
            bench.closed = cause;
            bench.server(1, 1, 500, 0, FIN);
            bench.stable();
            bench.client(1, 2, 0, FIN);
            return bench;
        }
    }

    @Nested
    class WhenAttacked {

        @Test
        void aGuessedNumberMovesNeitherTheClientsClockNorItsWindowNorItsAcknowledgment() {
            WrapBench bench = WrapBench.live();
            bench.server(1, 1, 500, 50);
            bench.clock(1_000_000_000);
            bench.client(1L << 29, 51, 100);
            bench.clock(1_001);
            bench.clear();
            bench.replaced();
            bench.server(1, 1, 500, 40);
            bench.client(1, 41, 10);

            assertThat(bench.toServer).allMatch(segment -> segment.options().tsVal() <= 1_001);
            assertThat(bench.toServer.getLast().ack()).isEqualTo(WrapBench.NEW_ISS.plus(41));
        }

        @Test
        void bytesWithAnOldClockAreNeitherLoggedNorPassedOn() {
            WrapBench bench = WrapBench.live();
            bench.clock(5_000);
            bench.client(1, 1, 10);
            bench.clock(10);
            bench.clear();

            bench.client(11, 1, 10);

            assertThat(bench.toServer).isEmpty();
            assertThat(bench.wrap.bytesIn()).isEqualTo(10);
            assertThat(bench.toClient).hasSize(1);
        }

        @Test
        void aResetThatAnswersAForgedNumberIsNotTheServers() {
            WrapBench bench = WrapBench.live();
            bench.closed = CloseCause.KERNEL_WITNESS;

            bench.server(1L << 28, 1, 0, 0, RST);

            assertThat(bench.toClient).isEmpty();
            assertThat(bench.wrap.phase()).isEqualTo(Phase.LIVE);
        }
    }

    @Test
    void aClientThatMissedAnAckGetsItAgainThoughTheServersOwnIsHeldBack() {
        WrapBench bench = WrapBench.live();
        bench.client(1, 1, 10);
        bench.client(11, 1, 10);
        bench.server(1, 21, 600, 0);
        bench.wrap.bytesStable(1, 11, 0);
        bench.clear();

        bench.client(1, 1, 10);

        assertThat(bench.ackToClient()).isEqualTo(11);
    }

    @Test
    void aStreamOfMoreThanFourGibibytesKeepsItsPlaces() {
        WrapBench bench = WrapBench.live();
        int step = 60_000;
        long offset = 1;
        for (; offset < (1L << 32) + 3L * step; offset += step) {
            bench.client(offset, 1, step);
            bench.wrap.bytesStable(offset, offset + step, 0);
            bench.server(1, offset + step, 500, 0);
            assertThat(bench.toClient.getLast().ack()).isEqualTo(SeqNum.atOffset(WrapBench.ISN, offset + step));
            bench.clear();
        }
        assertThat(bench.wrap.bytesIn()).isEqualTo(offset - 1);
        assertThat(bench.wrap.phase()).isEqualTo(Phase.LIVE);
    }

    @Test
    void aFullJournalShutsTheWindowAndLaterOpensItAsFarAsBefore() {
        WrapBench bench = WrapBench.live();
        bench.server(1, 1, 400, 0);
        long edge = bench.edgeToClient();
        bench.journalFull = true;
        bench.wrap.journalBlocked(true);
        assertThat(bench.toClient.getLast().wnd()).isZero();
        bench.clear();

        bench.client(1, 1, 100);
        assertThat(bench.toServer).isEmpty();
        assertThat(bench.toClient.getLast().wnd()).isZero();

        bench.journalFull = false;
        bench.wrap.journalBlocked(false);
        assertThat(bench.edgeToClient()).isEqualTo(edge);
    }
}
