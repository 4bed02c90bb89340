package dev.holdfast.interceptors.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.northside.Outcome.Op;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The reader against hand-made and hostile memory; the test is the producer. */
class OutcomeRingTest {

    private static final int SLOTS_LOG2 = 10;
    private static final int SLOTS = 1 << SLOTS_LOG2;

    private OutcomeRing ring;
    private final List<Outcome> outcomes = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        ring = OutcomeRing.create(RecordLevel.OUTCOMES, SLOTS_LOG2);
    }

    @AfterEach
    void close() {
        ring.close();
    }

    @Test
    void deliversInTicketOrderAroundTheRing() {
        for (int round = 0; round < 5 * SLOTS; round += 100) {
            for (int i = 0; i < 100; i++) {
                write(round + i, Op.READ.code(), 0, 4242, 7, round + i);
            }
            head(round + 100);
            assertThat(drain()).isEqualTo(100);
        }
        assertThat(outcomes)
                .extracting(Outcome::result)
                .isSorted()
                .hasSize(5200)
                .doesNotHaveDuplicates();
        assertThat(tail()).isEqualTo(5200);
        assertThat(ring.rejected()).isEmpty();
    }

    @Test
    void putsDetailTogetherFromFurtherSlots() {
        for (int i = 0; i < 50; i++) {
            ring.memory().set(ValueLayout.JAVA_BYTE, slot(1 + i / 24) + 8 + i % 24, (byte) i);
        }
        write(0, Op.RANDOM.code(), 50, 4242, -1, 50);
        for (int i = 1; i <= 3; i++) {
            mark(i, RingLayout.FURTHER | (i + 1));
        }
        head(4);
        assertThat(drain()).isEqualTo(1);
        byte[] detail = outcomes.getFirst().detail().toArray();
        assertThat(detail).hasSize(50);
        for (int i = 0; i < 50; i++) {
            assertThat(detail[i]).isEqualTo((byte) i);
        }
    }

    @Test
    void stopsAtASlotThatIsBeingWrittenAndGoesOnWhenItIs() {
        write(0, Op.READ.code(), 0, 1, 5, 1);
        write(2, Op.READ.code(), 0, 1, 5, 3);
        head(3);
        assertThat(drain()).isEqualTo(1);
        assertThat(ring.isBehind()).isTrue();
        write(1, Op.READ.code(), 0, 1, 5, 2);
        assertThat(drain()).isEqualTo(2);
        assertThat(ring.isBehind()).isFalse();
        assertThat(ring.rejected()).isEmpty();
    }

    @Test
    void givesUpTheSlotsOfAKilledProducer() {
        mark(1, RingLayout.FURTHER | 2);
        write(3, Op.READ.code(), 0, 1, 5, 3);
        head(4);
        long start = System.nanoTime();
        while (drain() == 0) {
            assertThat(System.nanoTime() - start).isLessThan(10_000_000_000L);
        }
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(OutcomeRing.PATIENCE_NANOS);
        assertThat(outcomes).extracting(Outcome::ticket).containsExactly(3L);
        assertThat(ring.rejected()).containsExactly(Map.entry(RejectReason.LOST, 3L));
    }

    @Test
    void rejectsWhatCanNotBeWithItsReason() {
        write(0, 99, 0, 1, 5, 0);
        write(1, Op.READ.code(), 0, 0, 5, 0);
        write(2, Op.READ.code(), 0, 1, -2, 0);
        write(3, Op.READ.code(), 0, 1, 5, -5000);
        write(4, Op.READ.code(), 5000, 1, 5, 1);
        write(5, Op.READ.code(), 24, 1, 5, 1);
        write(7, Op.FORK.code(), 0, 1, -1, 0);
        mark(8, 100);
        write(9, Op.READ.code(), 0, 1, 5, 0);
        head(10);
        drain();
        assertThat(outcomes).extracting(Outcome::ticket).containsExactly(9L);
        assertThat(ring.rejected())
                .isEqualTo(Map.of(
                        RejectReason.UNKNOWN_OP, 1L,
                        RejectReason.BAD_PID, 1L,
                        RejectReason.BAD_DESCRIPTOR, 1L,
                        RejectReason.BAD_RESULT, 2L,
                        RejectReason.BAD_LENGTH, 1L,
                        RejectReason.TORN, 1L,
                        RejectReason.FOREIGN_TICKET, 1L));
    }

    @Test
    void aHeadThatCanNotBeIsNotFollowed() {
        for (long head : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 50}) {
            head(head);
            assertThat(drain()).isZero();
        }
        assertThat(ring.rejected()).containsEntry(RejectReason.BAD_HEAD, 4L);
    }

    @Test
    void noiseCostsBoundedTimeAndNoException() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            MemorySegment memory = ring.memory();
            for (long at = 0; at < memory.byteSize(); at += 8) {
                memory.set(RingLayout.LONG, at, random.nextLong() >>> random.nextInt(64));
            }
            for (int i = 0; i < SLOTS; i++) {
                if (random.nextInt(4) != 0) {
                    mark(ring.next() + i, (ring.next() + i + 1) | (random.nextInt(8) == 0 ? RingLayout.FURTHER : 0));
                }
                if (random.nextBoolean()) {
                    int length = random.nextInt(100);
                    long first = random.nextInt(20) | ((long) ((length + 23) / 24) << 8) | ((long) length << 16);
                    memory.set(RingLayout.LONG, slot(ring.next() + i) + 8, first);
                }
            }
            head(ring.next() + random.nextInt(3 * SLOTS));
            long start = System.nanoTime();
            drain();
            assertThat(System.nanoTime() - start).as("seed %d", seed).isLessThan(1_000_000_000L);
        }
        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome.pid()).isPositive();
            assertThat(outcome.fd()).isGreaterThanOrEqualTo(-1);
            assertThat(outcome.detail().length()).isLessThanOrEqualTo(Outcome.DETAIL_MAX);
        });
        assertThat(outcomes).extracting(Outcome::ticket).isSorted().doesNotHaveDuplicates();
    }

    private int drain() {
        return ring.drain(outcomes::add);
    }

    private void head(long head) {
        ring.memory().set(RingLayout.LONG, RingLayout.HEAD_AT, head);
    }

    private long tail() {
        return ring.memory().get(RingLayout.LONG, RingLayout.TAIL_AT);
    }

    private void mark(long ticket, long mark) {
        ring.memory().set(RingLayout.LONG, slot(ticket), mark);
    }

    private void write(long ticket, int op, int length, int pid, int fd, long result) {
        MemorySegment memory = ring.memory();
        long at = slot(ticket);
        memory.set(RingLayout.LONG, at + 8, op | (((length + 23L) / 24) << 8) | ((long) length << 16) | (1L << 32));
        memory.set(RingLayout.INT, at + 16, pid);
        memory.set(RingLayout.INT, at + 20, fd);
        memory.set(RingLayout.LONG, at + 24, result);
        mark(ticket, ticket + 1);
    }

    private static long slot(long ticket) {
        return RingLayout.HEADER_BYTES + (ticket & (SLOTS - 1)) * RingLayout.SLOT_BYTES;
    }
}
