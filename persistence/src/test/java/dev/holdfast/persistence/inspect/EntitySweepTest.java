package dev.holdfast.persistence.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EntitySweepTest {

    private static final List<String> IDS =
            IntStream.range(0, 300).mapToObj(Integer::toString).toList();
    private static final int RESULTS = 700;

    private final List<String> results = new ArrayList<>();

    /** The first entity's work ends only after the second's, of which more comes than may wait. */
    @Test
    void whatIsDoneAtOnceIsHandedOnInTheOrderOfTheEntities() {
        CountDownLatch secondBegan = new CountDownLatch(1);

        EntitySweep.<String>over(
                IDS,
                new Readers(3),
                (id, out) -> {
                    switch (id) {
                        case "0" -> await(secondBegan);
                        case "1" -> secondBegan.countDown();
                        default -> {}
                    }
                    IntStream.range(0, RESULTS).forEach(result -> out.accept(id + "/" + result));
                },
                results::add);

        assertThat(results)
                .isEqualTo(IDS.stream()
                        .flatMap(id -> IntStream.range(0, RESULTS).mapToObj(result -> id + "/" + result))
                        .toList());
    }

    @Test
    void whatFailsOnAnotherThreadFailsTheCallAfterTheResultsBeforeIt() {
        assertThatThrownBy(() -> EntitySweep.<String>over(
                        IDS,
                        new Readers(3),
                        (id, out) -> {
                            out.accept(id);
                            if (id.equals("7")) {
                                throw new JournalException("the seventh");
                            }
                        },
                        results::add))
                .hasMessage("the seventh");

        assertThat(results).isEqualTo(IDS.subList(0, 8));
    }

    @Test
    void aResultThatIsNotTakenEndsTheWork() {
        assertThatThrownBy(() -> EntitySweep.<String>over(
                        IDS,
                        new Readers(2),
                        (id, out) -> IntStream.range(0, RESULTS).forEach(_ -> out.accept(id)),
                        _ -> {
                            throw new JournalException("nobody listens");
                        }))
                .hasMessage("nobody listens");
    }

    @Test
    void aJournalThatGainsNothingIsReadByTheCallingThread() {
        EntitySweep.<Thread>over(
                IDS,
                new Readers(1),
                (_, out) -> out.accept(Thread.currentThread()),
                thread -> assertThat(thread).isSameAs(Thread.currentThread()));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    /** A journal of nothing. */
    private record Readers(int usefulReaders) implements JournalReader {

        @Override
        public void read(String persistenceId, long from, long to, long max, Predicate<Entry> visitor) {
            throw new AssertionError("the work does not read");
        }

        @Override
        public long highestSequenceNr(String persistenceId) {
            return 0;
        }

        @Override
        public List<String> persistenceIds() {
            return IDS;
        }

        @Override
        public void close() {}
    }
}
