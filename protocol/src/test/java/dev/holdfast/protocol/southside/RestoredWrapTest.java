package dev.holdfast.protocol.southside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.connection.LoggedRanges;
import dev.holdfast.protocol.connection.LoggedRanges.Range;
import dev.holdfast.protocol.wire.TcpFlags;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A connection that is taken up from the journal: what the journal does not know is asked or bounded. */
final class RestoredWrapTest {

    private static final long MILLI = 1_000_000;
    private static final long LARGEST_WINDOW = 0xffffL << WrapBench.SHIFT;

    @Test
    void saysNothingBeforeItIsWoken() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.tick(1_000_000_000L);

        assertThat(bench.toClient).isEmpty();
        assertThat(bench.wrap.phase()).isEqualTo(Phase.DOWN);
    }

    @Test
    void asksWithAnOldNumberUntilTheClientAnswers() {
        WrapBench bench = WrapBench.restored(1001, 500);
        bench.wrap.wake(0);
        bench.wrap.tick(20_000_000L);
        assertThat(bench.toClient).hasSize(2).allSatisfy(probe -> {
            assertThat(probe.seq()).isEqualTo(WrapBench.ISS.plus(498));
            assertThat(probe.len()).isEqualTo(1);
        });

        bench.client(1001, 700, 0);
        bench.clear();
        bench.wrap.tick(10_000_000_000L);

        assertThat(bench.toClient).isEmpty();
        assertThat(bench.wrap.awaitsClient()).isFalse();
    }

    @Test
    void promisesTheLargestRoomThatCanHaveBeenPromised() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.client(1001, 700, 0);

        assertThat(bench.ackToClient()).isEqualTo(1001);
        assertThat(bench.edgeToClient()).isEqualTo(1001 + LARGEST_WINDOW);
    }

    @Test
    void tellsTheClientAtOnceWhatTheJournalLacks() {
        WrapBench bench = WrapBench.restored(new LoggedRanges(1001, List.of(new Range(2001, 3001))));
        bench.wrap.wake(0);
        bench.client(4001, 700, 0);

        assertThat(bench.ackToClient()).isEqualTo(1001);
        assertThat(bench.sackToClient()).containsExactly(new Range(2001, 3001));
    }

    @Test
    void tellsAClientThatSentMoreWhatDidNotGetThroughUntilItComes() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.wrap.tick(1 * MILLI);
        assertThat(bench.unreached).isEmpty();

        bench.client(4001, 700, 0);
        bench.wrap.tick(6 * MILLI);
        bench.wrap.tick(7 * MILLI);
        bench.wrap.tick(12 * MILLI);
        assertThat(bench.unreached).containsExactly(1001, 1001);

        bench.client(1001, 700, 1000);
        for (int now = 20; now < 200; now += 5) {
            bench.wrap.tick(now * MILLI);
        }
        assertThat(bench.unreached).hasSize(2);
    }

    @Test
    void tellsItSoAFewTimesOnlyAndOneThatSentNothingMoreNever() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.client(4001, 700, 0);
        WrapBench complete = WrapBench.restored(1001, 0);
        complete.wrap.wake(0);
        complete.client(1001, 700, 0);

        for (int now = 1; now < 1_000; now++) {
            bench.wrap.tick(now * MILLI);
            complete.wrap.tick(now * MILLI);
        }

        assertThat(bench.unreached).hasSize(8);
        assertThat(complete.unreached).isEmpty();
    }

    @Test
    void continuesTheClockThatTheClientSawLast() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.clock(90_000);
        bench.client(1001, 700, 0);

        assertThat(bench.toClient.getLast().options().tsVal()).isEqualTo(90_000);
    }

    @Test
    void passesNothingOnBeforeTheClientHasAnsweredAndOnlyWhatItLacksAfterwards() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.recovered();
        bench.server(1, 1001, 500, 300);
        assertThat(bench.toClient).isEmpty();

        bench.wrap.wake(0);
        bench.client(1001, 701, 0);
        bench.server(301, 1001, 500, 400);
        assertThat(bench.toClient)
                .allSatisfy(segment ->
                        assertThat(segment.seq().minus(WrapBench.ISS)).isNotEqualTo(301));
        bench.server(701, 1001, 500, 100);

        assertThat(bench.toClient.getLast().seq()).isEqualTo(WrapBench.ISS.plus(701));
    }

    @Test
    void tellsAgainWhatAClientIgnoredThatKnewMore() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.client(1001, 700, 0);
        bench.clear();

        bench.client(1001, 900, 0);

        assertThat(bench.toClient).hasSize(1);
        assertThat(bench.toClient.getFirst().seq()).isEqualTo(WrapBench.ISS.plus(900));
    }

    @Test
    void believesAClientThatIsFurtherThanItsFirstLateAnswerGaveRoomFor() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.client(1001, 700, 0);
        bench.clear();

        bench.client(1001, 70_000, 0);

        assertThat(bench.toClient).hasSize(1);
        assertThat(bench.toClient.getFirst().seq()).isEqualTo(WrapBench.ISS.plus(70_000));
    }

    @Test
    void resetsAServerThatSaysMoreThanAClosedClientCanHaveHeard() {
        WrapBench bench = WrapBench.restoredWithFin(1002, 0);
        bench.recovered();
        bench.wrap.wake(0);
        bench.client(1002, 300, 0);
        bench.client(1002, 0, 0, TcpFlags.RST);
        bench.server(1, 1002, 500, 300);
        assertThat(bench.ended).isEmpty();

        bench.server(1 + (1 << 30), 1002, 500, 300);

        assertThat(bench.ended).hasSize(1);
        assertThat(bench.toServer.getLast().isRst()).isTrue();
    }

    @Test
    void feedsTheServerThoughTheClientClosedAndIsGone() {
        WrapBench bench = WrapBench.restoredWithFin(1002, 0);
        bench.recovered();
        bench.wrap.wake(0);
        bench.client(1002, 0, 0, TcpFlags.RST);
        assertThat(bench.ended).isEmpty();

        bench.closed = CloseCause.CLOSE;
        bench.server(1, 1002, 500, 300, TcpFlags.FIN);

        assertThat(bench.ended).hasSize(1);
    }

    @Test
    void endsWhenAnOpenClientIsGone() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.client(1001, 0, 0, TcpFlags.RST);

        assertThat(bench.ended).hasSize(1);
    }

    @Test
    void doesNotEndBeforeTheClientKnowsThatItsFinCame() {
        WrapBench bench = WrapBench.restoredWithFin(1002, 302);
        bench.wrap.wake(0);
        bench.recovered();
        bench.closed = CloseCause.CLOSE;
        bench.server(1, 1002, 500, 300, TcpFlags.FIN);
        assertThat(bench.ended).isEmpty();

        bench.client(1001, 302, 0, TcpFlags.FIN);

        assertThat(bench.ackToClient()).isEqualTo(1002);
        assertThat(bench.ended).hasSize(1);
    }

    @Test
    void givesUpAfterAQuarterOfAnHourOfSilence() {
        WrapBench bench = WrapBench.restored(1001, 0);
        bench.wrap.wake(0);
        bench.wrap.tick(901_000_000_000L);

        assertThat(bench.ended).hasSize(1);
    }
}
