package dev.holdfast.protocol.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.wire.Holding;
import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class RecordLogTest {

    private static final int WEIGHT = 10 + LogRecord.OVERHEAD;

    private static LogRecord record(long epoch) {
        return new LogRecord(new Epoch(epoch, "a"), Payload.of(new byte[10]));
    }

    private static RecordLog of(int count) {
        RecordLog log = new RecordLog(Position.START);
        for (int i = 0; i < count; i++) {
            log.append(record(1));
        }
        return log;
    }

    @Test
    void growsAndKnowsWhatItHolds() {
        RecordLog log = of(1000);
        assertThat(log.lastIndex()).isEqualTo(1000);
        assertThat(log.bytes(0, 1000)).isEqualTo(1000L * WEIGHT);
        assertThat(log.knows(0)).isTrue();
        assertThat(log.knows(1001)).isFalse();
    }

    @Test
    void trimsTheOldestAndKeepsTheRingGoing() {
        RecordLog log = of(100);
        for (int i = 0; i < 1000; i++) {
            log.trim(log.lastIndex(), 10 * WEIGHT);
            log.append(record(2));
        }
        assertThat(log.base().index()).isEqualTo(log.lastIndex() - 11);
        assertThat(log.bytes(log.base().index(), log.lastIndex())).isEqualTo(11 * WEIGHT);
        assertThat(log.epochAt(log.base().index())).isEqualTo(new Epoch(2, "a"));
    }

    @Test
    void slicesByBytesButAtLeastOneRecord() {
        RecordLog log = of(10);
        assertThat(log.slice(1, 3 * WEIGHT)).hasSize(3);
        assertThat(log.slice(1, 1)).hasSize(1);
        assertThat(log.slice(9, 1000)).hasSize(2);
    }

    @Test
    void holdsThePayloadsThatItKeepsAndNoOthers() {
        int[] held = {0};
        Holding counting = new Holding() {
            @Override
            public void hold() {
                held[0]++;
            }

            @Override
            public void release() {
                held[0]--;
            }
        };
        Payload payload = Payload.held(MemorySegment.ofArray(new byte[10]), counting);
        RecordLog log = new RecordLog(Position.START);
        for (int i = 0; i < 100; i++) {
            log.append(new LogRecord(new Epoch(1, "a"), payload));
        }
        assertThat(held[0]).isEqualTo(100);
        log.truncate(91);
        log.trim(90, 80 * WEIGHT);
        assertThat(held[0]).isEqualTo(80);
        log.rebase(log.at(70));
        assertThat(held[0]).isEqualTo(20);
        log.rebase(new Position(1000, new Epoch(2, "b")));
        assertThat(held[0]).isZero();
    }

    @Test
    void replacesItsEnd() {
        RecordLog log = of(10);
        log.truncate(6);
        log.append(record(2));
        assertThat(log.last()).isEqualTo(new Position(6, new Epoch(2, "a")));
        assertThat(log.bytes(0, 6)).isEqualTo(6 * WEIGHT);
        assertThat(log.knows(new Position(6, new Epoch(1, "a")))).isFalse();
    }

    @Test
    void aStateTakenOverKeepsWhatFollowsItIfTheLogKnowsThePlace() {
        RecordLog log = of(10);
        log.rebase(new Position(4, new Epoch(1, "a")));
        assertThat(log.lastIndex()).isEqualTo(10);
        log.rebase(new Position(8, new Epoch(2, "a")));
        assertThat(log.last()).isEqualTo(new Position(8, new Epoch(2, "a")));
        log.append(record(3));
        assertThat(log.bytes(8, 9)).isEqualTo(WEIGHT);
    }
}
