package dev.holdfast.protocol.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReplayerTest {

    private static final long MILLI = 1_000_000;
    private static final int MSS = 100;

    private record Sent(long offset, int length, boolean fin) {}

    private record Read(long offset, int bytesMax) {}

    private final List<Sent> sent = new ArrayList<>();
    private final Deque<Read> reads = new ArrayDeque<>();
    private int probes;

    private final Replayer.Channel channel = new Replayer.Channel() {
        @Override
        public void send(long offset, Payload bytes, boolean fin) {
            for (int i = 0; i < bytes.length(); i++) {
                assertThat(bytes.at(i)).isEqualTo(byteAt(offset + i));
            }
            sent.add(new Sent(offset, bytes.length(), fin));
        }

        @Override
        public void probe() {
            probes++;
        }

        @Override
        public void read(long offset, int bytesMax) {
            reads.add(new Read(offset, bytesMax));
        }
    };

    private static byte byteAt(long offset) {
        return (byte) (offset * 31);
    }

    private static Payload bytes(long from, long to) {
        byte[] bytes = new byte[(int) (to - from)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = byteAt(from + i);
        }
        return Payload.of(bytes);
    }

    private Replayer replayer(long tailStart) {
        return new Replayer(1, tailStart, MSS, channel);
    }

    private void serve(Replayer replayer, long to) {
        Read read = reads.remove();
        replayer.journalBytes(read.offset(), bytes(read.offset(), to), 0);
    }

    @Test
    void nothingGoesBeyondTheServersWindow() {
        Replayer replayer = replayer(1001);
        replayer.serverAck(1, 251, false, 0);
        serve(replayer, 1001);

        assertThat(sent).containsExactly(new Sent(1, 100, false), new Sent(101, 100, false), new Sent(201, 50, false));
        assertThat(replayer.isSettled()).isFalse();

        replayer.serverAck(251, 251, true, 0);
        replayer.tick(10_000 * MILLI);
        assertThat(probes).isEqualTo(1);
    }

    @Test
    void whatIsLostIsSentAgainAfterAWhileOrThreeDuplicates() {
        Replayer replayer = replayer(201);
        replayer.serverAck(1, 10_000, false, 0);
        serve(replayer, 201);
        sent.clear();

        replayer.tick(30 * MILLI);
        assertThat(sent).isEmpty();
        for (int i = 0; i < 3; i++) {
            replayer.serverAck(1, 10_000, true, 0);
        }
        assertThat(sent).containsExactly(new Sent(1, 100, false));
        sent.clear();
        replayer.tick(300 * MILLI);
        assertThat(sent).containsExactly(new Sent(1, 100, false), new Sent(101, 100, false));

        replayer.serverAck(201, 10_000, true, 300 * MILLI);
        assertThat(replayer.isSettled()).isTrue();
    }

    @Test
    void theFinFollowsTheLastByteWheneverItIsKnown() {
        Replayer replayer = replayer(51);
        replayer.serverAck(1, 10_000, false, 0);
        serve(replayer, 51);
        replayer.tailBytes(51, bytes(51, 61));
        replayer.finAt(61);
        replayer.serverAck(51, 10_000, false, 0);

        assertThat(sent.getLast()).isEqualTo(new Sent(51, 10, true));
        assertThat(replayer.nxt()).isEqualTo(62);
    }

    @Test
    void bytesThatFillAGapBeforeTheTailAreLeftToTheJournal() {
        Replayer replayer = replayer(301);
        replayer.serverAck(1, 10_000, false, 0);
        serve(replayer, 101);
        replayer.tailBytes(101, bytes(101, 201));
        replayer.journalGrew(0);
        assertThat(reads.peek()).isEqualTo(new Read(101, reads.element().bytesMax()));
        serve(replayer, 301);
        replayer.tailBytes(301, bytes(301, 310));
        replayer.serverAck(301, 10_000, false, 0);

        assertThat(replayer.nxt()).isEqualTo(310);
        assertThat(sent.getLast()).isEqualTo(new Sent(301, 9, false));
    }

    @Test
    void whatTheClientSentInManySmallSegmentsGoesInFewLargeOnes() {
        Replayer replayer = replayer(101);
        replayer.serverAck(1, 1, false, 0);
        for (int from = 1; from < 101; from += 10) {
            replayer.journalBytes(from, bytes(from, from + 10), 0);
        }
        for (int from = 101; from < 331; from += 10) {
            replayer.tailBytes(from, bytes(from, from + 10));
        }
        replayer.serverAck(1, 10_000, false, 0);

        assertThat(sent)
                .containsExactly(
                        new Sent(1, 100, false),
                        new Sent(101, 100, false),
                        new Sent(201, 100, false),
                        new Sent(301, 30, false));
    }

    @Test
    void aTailWithAGapWaitsForTheGap() {
        Replayer replayer = replayer(1);
        replayer.tailBytes(20, bytes(20, 30));
        replayer.serverAck(1, 10_000, false, 0);
        assertThat(sent).isEmpty();

        replayer.tailBytes(1, bytes(1, 20));
        replayer.serverAck(1, 10_000, false, 0);

        assertThat(sent).containsExactly(new Sent(1, 29, false));
    }

    @Test
    void anEmptyAnswerIsNotTheLastWordIfMoreBecameStableMeanwhile() {
        Replayer replayer = replayer(101);
        replayer.serverAck(1, 10_000, false, 0);
        Read first = reads.remove();
        replayer.journalGrew(0);
        replayer.journalBytes(first.offset(), Payload.EMPTY, 0);

        assertThat(reads).hasSize(1);
    }

    @Test
    void anAnswerToTheReplayBeforeDoesNotHideItsOwn() {
        Replayer replayer = replayer(101);
        replayer.serverAck(1, 10_000, false, 0);
        Read mine = reads.remove();
        replayer.journalBytes(mine.offset(), Payload.EMPTY, 0);

        replayer.journalBytes(mine.offset(), bytes(1, 101), 0);

        assertThat(sent).containsExactly(new Sent(1, 100, false));
    }

    @Test
    void whatTheServerHasFromElsewhereIsSkipped() {
        Replayer replayer = new Replayer(1, 201, MSS, channel);
        replayer.serverAck(1, 1, false, 0);
        serve(replayer, 151);
        replayer.tailBytes(201, bytes(201, 260));
        replayer.serverAck(221, 10_000, false, 0);

        assertThat(replayer.nxt()).isEqualTo(260);
        assertThat(sent).containsExactly(new Sent(221, 39, false));
    }

    /** Whatever the order of reads, tails and acknowledgments, the server gets each byte, in the end all of them. */
    @Test
    void everyScheduleDeliversEveryByte() {
        for (int seed = 0; seed < 3_000; seed++) {
            schedule(new SplittableRandom(seed), seed % 2 == 0 ? 0 : 1L << 32);
        }
    }

    private void schedule(SplittableRandom random, long base) {
        sent.clear();
        reads.clear();
        long end = base + random.nextInt(2, 900);
        long tailStart = base + random.nextInt(1, (int) (end - base) + 1);
        Replayer replayer = new Replayer(base + 1, tailStart, MSS, channel);
        replayer.finAt(end);
        long fed = tailStart;
        long rcvNxt = base + 1;
        long now = 0;
        for (int step = 0; step < 5_000 && rcvNxt <= end; step++) {
            now += random.nextInt(30) * MILLI;
            switch (random.nextInt(4)) {
                case 0 -> {
                    long to = Math.min(end, fed + random.nextInt(1, 90));
                    replayer.tailBytes(fed, bytes(fed, to));
                    fed = Math.max(fed, to);
                }
                case 1 -> {
                    Read read = reads.poll();
                    if (read != null) {
                        long to = Math.min(tailStart, read.offset() + random.nextInt(0, 300));
                        replayer.journalBytes(read.offset(), bytes(read.offset(), to), now);
                    }
                }
                case 2 -> replayer.journalGrew(now);
                default -> {
                    for (Sent piece : List.copyOf(sent)) {
                        boolean arrives = random.nextInt(3) > 0;
                        if (arrives && piece.offset() <= rcvNxt) {
                            long to = piece.offset() + piece.length() + (piece.fin() ? 1 : 0);
                            rcvNxt = Math.max(rcvNxt, to);
                        }
                    }
                    sent.clear();
                    replayer.serverAck(rcvNxt, rcvNxt + random.nextInt(400), random.nextBoolean(), now);
                    replayer.tick(now);
                }
            }
        }
        assertThat(rcvNxt).as("all of it, and the FIN").isEqualTo(end + 1);
    }
}
