package dev.holdfast.protocol.northside;

import static dev.holdfast.protocol.northside.Records.SERVICE;
import static dev.holdfast.protocol.northside.Records.connection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.northside.CloseVerdict.ClosedByProgram;
import dev.holdfast.protocol.northside.CloseVerdict.HeldOpen;
import dev.holdfast.protocol.northside.CloseVerdict.HoldersKilled;
import dev.holdfast.protocol.northside.CloseVerdict.NeverAccepted;
import dev.holdfast.protocol.northside.Outcome.Op;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ServerProcessesTest {

    private static final int MASTER = 100;
    private static final int CHILD = 200;
    private static final FourTuple CONNECTION = connection(1);

    private final Records records = new Records();
    private final ServerProcesses processes = new ServerProcesses();

    @Test
    void aCloseExplainsTheEnd() {
        accepted();
        assertThat(verdict()).isEqualTo(new HeldOpen(List.of(MASTER)));
        processes.accept(records.close(MASTER, 5));
        assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
    }

    @Test
    void onlyTheLastOfSeveralDescriptorsCloses() {
        accepted();
        processes.accept(records.dup(MASTER, 5, 6));
        processes.accept(records.close(MASTER, 5));
        assertThat(verdict()).isEqualTo(new HeldOpen(List.of(MASTER)));
        processes.accept(records.close(MASTER, 6));
        assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
    }

    @Test
    void aHalfCloseExplainsTheFinButNotAReset() {
        accepted();
        processes.accept(records.shutdown(MASTER, 5, 1));
        assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.SHUTDOWN));
        assertThat(processes.verdict(CONNECTION, Ending.RST)).isEqualTo(new HeldOpen(List.of(MASTER)));
    }

    @Test
    void aFullShutdownExplainsAResetToo() {
        accepted();
        processes.accept(records.shutdown(MASTER, 5, 2));
        assertThat(processes.verdict(CONNECTION, Ending.RST)).isEqualTo(new ClosedByProgram(CloseCause.SHUTDOWN));
    }

    @Test
    void shuttingTheReadingSideExplainsNothing() {
        accepted();
        processes.accept(records.shutdown(MASTER, 5, 0));
        assertThat(verdict()).isEqualTo(new HeldOpen(List.of(MASTER)));
    }

    @Test
    void anExitClosesEverything() {
        accepted();
        processes.accept(records.exit(MASTER));
        assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.EXIT));
        assertThat(processes.processDied(MASTER, true)).isEmpty();
    }

    @Test
    void aKillingCrashesWhatOnlyTheKilledHeld() {
        accepted();
        processes.accept(records.accept(MASTER, 6, connection(2)));
        processes.accept(records.close(MASTER, 6));
        assertThat(processes.processDied(MASTER, false)).containsExactly(CONNECTION);
        assertThat(verdict()).isEqualTo(new HoldersKilled(List.of(MASTER)));
        assertThat(processes.verdict(connection(2), Ending.FIN)).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
    }

    @Test
    void aDeathByItsOwnHandThatTheShimDidNotSeeIsTheKernelsWord() {
        accepted();
        assertThat(processes.processDied(MASTER, true)).isEmpty();
        assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.KERNEL_WITNESS));
    }

    @Test
    void aDescriptorGivenAwayAgainProvesThatItWasClosed() {
        accepted();
        processes.accept(records.accept(MASTER, 5, connection(2)));
        assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.KERNEL_WITNESS));
    }

    @Test
    void aFourTupleUsedAgainIsAnotherConnection() {
        accepted();
        processes.accept(records.close(MASTER, 5));
        processes.accept(records.accept(MASTER, 5, CONNECTION));
        assertThat(verdict()).isEqualTo(new HeldOpen(List.of(MASTER)));
    }

    @Test
    void ipv4OnAnIpv6SocketIsIpv4() {
        Endpoint peer =
                new Endpoint(IpAddress.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 9}), 4000);
        Endpoint local = new Endpoint(IpAddress.of(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1}), 80);
        processes.accept(records.accept(MASTER, 5, new FourTuple(peer, local)));
        FourTuple onTheWire = new FourTuple(new Endpoint(IpAddress.parse("10.0.0.9"), 4000), SERVICE);
        assertThat(processes.verdict(onTheWire, Ending.FIN)).isEqualTo(new HeldOpen(List.of(MASTER)));
    }

    @Nested
    class WithChildren {

        @Test
        void theChildHoldsWhatTheParentHeld() {
            accepted();
            processes.accept(records.fork(MASTER, CHILD, 7));
            processes.accept(records.close(MASTER, 5));
            assertThat(verdict()).isEqualTo(new HeldOpen(List.of(CHILD)));
            assertThat(processes.processDied(CHILD, false)).containsExactly(CONNECTION);
        }

        @Test
        void theSecondAnnouncementOfAForkChangesNothing() {
            accepted();
            processes.accept(records.fork(MASTER, CHILD, 7));
            processes.accept(records.close(CHILD, 5));
            processes.accept(records.fork(MASTER, CHILD, 7));
            processes.accept(records.close(MASTER, 5));
            assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
        }

        @Test
        void aLateAnnouncementOfADeadChildRaisesNoGhost() {
            accepted();
            processes.accept(records.fork(MASTER, CHILD, 7));
            processes.accept(records.exit(CHILD));
            processes.processDied(CHILD, true);
            processes.accept(records.fork(MASTER, CHILD, 7));
            processes.accept(records.close(MASTER, 5));
            assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
            assertThat(processes.pids()).containsExactly(MASTER);
        }

        @Test
        void aProcessNumberUsedAgainIsAnotherProcess() {
            accepted();
            processes.accept(records.fork(MASTER, CHILD, 7));
            processes.accept(records.fork(MASTER, CHILD, 9));
            processes.accept(records.close(MASTER, 5));
            assertThat(verdict()).isEqualTo(new HeldOpen(List.of(CHILD)));
        }

        @Test
        void aKilledChildDoesNotCrashWhatTheParentStillHolds() {
            accepted();
            processes.accept(records.fork(MASTER, CHILD, 7));
            assertThat(processes.processDied(CHILD, false)).isEmpty();
            processes.accept(records.close(MASTER, 5));
            assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
        }

        @Test
        void aNewProgramHoldsWhatItAnnouncesAndNothingElse() {
            accepted();
            processes.accept(records.accept(MASTER, 6, connection(2)));
            processes.accept(records.hold(MASTER, 20, 6, connection(2)));
            processes.accept(records.start(MASTER, 20));
            assertThat(verdict()).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
            assertThat(processes.verdict(connection(2), Ending.FIN)).isEqualTo(new HeldOpen(List.of(MASTER)));
        }

        @Test
        void aConnectionPassedOnIsHeldAgain() {
            accepted();
            processes.accept(records.start(CHILD, 7));
            processes.accept(records.close(MASTER, 5));
            processes.accept(records.hold(CHILD, 7, 9, CONNECTION));
            assertThat(verdict()).isEqualTo(new HeldOpen(List.of(CHILD)));
        }
    }

    @Nested
    class Listeners {

        @Test
        void areReadyWhileSomebodyHoldsThem() {
            assertThat(processes.listening(80)).isEmpty();
            processes.accept(records.listen(MASTER, 1, 3, SERVICE));
            processes.accept(records.fork(MASTER, CHILD, 7));
            assertThat(processes.listening(80)).containsExactlyInAnyOrder(MASTER, CHILD);
            processes.processDied(MASTER, false);
            processes.processDied(CHILD, false);
            assertThat(processes.listening(80)).isEmpty();
        }

        @Test
        void decideForConnectionsThatWereNeverAccepted() {
            assertThat(processes.listenerVerdict(SERVICE)).isEqualTo(new NeverAccepted());
            processes.accept(records.listen(MASTER, 1, 3, SERVICE));
            assertThat(processes.listenerVerdict(SERVICE)).isEqualTo(new HeldOpen(List.of(MASTER)));
            processes.accept(records.close(MASTER, 3));
            assertThat(processes.listenerVerdict(SERVICE)).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
            processes.accept(records.listen(MASTER, 1, 3, SERVICE));
            processes.processDied(MASTER, false);
            assertThat(processes.listenerVerdict(SERVICE)).isEqualTo(new HoldersKilled(List.of(MASTER)));
        }
    }

    @Nested
    class Limits {

        private final ServerProcesses small = new ServerProcesses(new ServerProcesses.Limits(2, 4, 6, 2));

        @Test
        void endedConnectionsAreForgottenWhenEnoughOthersEndedAfterThem() {
            for (int i = 0; i < 100; i++) {
                small.accept(records.accept(MASTER, 5, connection(i)));
                small.accept(records.close(MASTER, 5));
            }
            assertThat(small.connectionCount()).isEqualTo(2);
            assertThat(small.refused()).isZero();
            assertThat(small.verdict(connection(99), Ending.FIN)).isEqualTo(new ClosedByProgram(CloseCause.CLOSE));
            assertThat(small.verdict(connection(0), Ending.FIN)).isEqualTo(new NeverAccepted());
        }

        @Test
        void whatDoesNotFitIsRefusedAndCounted() {
            for (int i = 0; i < 10; i++) {
                small.accept(records.accept(MASTER, 5 + i, connection(i)));
            }
            assertThat(small.connectionCount()).isEqualTo(4);
            assertThat(small.refused()).isEqualTo(6);
            small.accept(records.fork(MASTER, CHILD, 7));
            assertThat(small.descriptorCount()).isEqualTo(6);
            small.accept(records.start(300, 8));
            assertThat(small.pids()).hasSize(2);
        }
    }

    @Test
    void nonsenseIsIgnored() {
        Random random = new Random(20261123);
        ServerProcesses small = new ServerProcesses(new ServerProcesses.Limits(50, 100, 200, 50));
        for (int i = 0; i < 200_000; i++) {
            byte[] detail = new byte[random.nextInt(4) == 0 ? random.nextInt(64) : random.nextBoolean() ? 16 : 40];
            random.nextBytes(detail);
            if (detail.length > 0) {
                detail[0] = (byte) random.nextInt(4, 8);
            }
            Op op = Op.of(random.nextInt(1, 19)).orElseThrow();
            long result = random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(-1, 100);
            small.accept(records.outcome(
                    op, random.nextInt(1, 100), random.nextInt(), random.nextInt(-1, 20), result, Payload.of(detail)));
            if (random.nextInt(50) == 0) {
                small.processDied(random.nextInt(1, 100), random.nextBoolean());
            }
            assertThat(small.descriptorCount()).isBetween(0, 200);
        }
        assertThat(small.pids()).hasSizeLessThanOrEqualTo(50);
        assertThat(small.connectionCount()).isLessThanOrEqualTo(100);
        List.copyOf(small.pids()).forEach(pid -> small.processDied(pid, false));
        assertThat(small.descriptorCount()).isZero();
    }

    private void accepted() {
        processes.accept(records.start(MASTER, 1));
        processes.accept(records.accept(MASTER, 5, CONNECTION));
    }

    private CloseVerdict verdict() {
        return processes.verdict(CONNECTION, Ending.FIN);
    }
}
