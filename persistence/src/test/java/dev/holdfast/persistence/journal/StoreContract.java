package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.append;
import static dev.holdfast.persistence.journal.Entries.control;
import static dev.holdfast.persistence.journal.Entries.ordinary;
import static dev.holdfast.persistence.journal.Entries.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.journal.JournalStats.State;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store owes its writer. */
abstract class StoreContract {

    static final String ID = "web_[2001:db8::7]:40000 > [2001:db8::10]:80_1a2b";
    private static final String OTHER = "web_192.0.2.7:1 > 192.0.2.10:80_ffffffff";

    protected JournalStore store;

    abstract JournalStore open();

    @BeforeEach
    void openStore() {
        store = open();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void givesBackExactlyWhatWasAppended() {
        List<Entry> written = List.of(
                ordinary(ID, 1, 0),
                control(ID, 2),
                ordinary(ID, 3, 100),
                ordinary(ID, 4, 1 << 20),
                ordinary(ID, 9, 70_000));

        assertThat(append(store, written)).isNull();

        assertThat(read(store, ID)).isEqualTo(written);
        assertThat(read(store, ID, 2, 4, 2)).isEqualTo(written.subList(1, 3));
        assertThat(read(store, ID, 5, 8, 1)).isEmpty();
        assertThat(read(store, ID, 4, 3, 1)).isEmpty();
        assertThat(read(store, ID, 1, 9, 0)).isEmpty();
        assertThat(read(store, "nobody")).isEmpty();
        assertThat(store.highestSequenceNr(ID)).isEqualTo(9);
        assertThat(store.highestSequenceNr("nobody")).isZero();
    }

    @Test
    void stopsReadingWhenTheVisitorHasEnough() {
        append(store, List.of(ordinary(ID, 1, 1), ordinary(ID, 2, 1), ordinary(ID, 3, 1)));
        long[] last = {0};

        store.read(ID, 1, 3, 3, entry -> {
            last[0] = entry.sequenceNr();
            return entry.sequenceNr() < 2;
        });

        assertThat(last[0]).isEqualTo(2);
    }

    @Test
    void keepsTheHighestNumberOverDeletionOfEverything() {
        append(store, List.of(ordinary(ID, 1, 5000), ordinary(ID, 2, 5000), ordinary(ID, 3, 5000)));

        store.delete(ID, 2).toCompletableFuture().join();
        assertThat(read(store, ID)).extracting(Entry::sequenceNr).containsExactly(3L);
        store.delete(ID, Long.MAX_VALUE).toCompletableFuture().join();

        assertThat(read(store, ID)).isEmpty();
        assertThat(store.highestSequenceNr(ID)).isEqualTo(3);
        assertThat(append(store, List.of(ordinary(ID, 3, 1)))).isInstanceOf(JournalOrderException.class);
        assertThat(append(store, List.of(ordinary(ID, 4, 1)))).isNull();
        assertThat(store.persistenceIds()).containsExactly(ID);
    }

    @Test
    void forgetsAnEntityAltogether() {
        append(store, List.of(ordinary(ID, 1, 5000), ordinary(OTHER, 1, 5000)));

        store.forget(ID).toCompletableFuture().join();

        assertThat(read(store, ID)).isEmpty();
        assertThat(store.highestSequenceNr(ID)).isZero();
        assertThat(store.persistenceIds()).containsExactly(OTHER);
        assertThat(append(store, List.of(ordinary(ID, 1, 7)))).isNull();
        assertThat(read(store, ID)).hasSize(1);
        assertThat(store.stats().entries()).isEqualTo(2);
    }

    @Test
    void writesNothingOfABatchThatIsOutOfOrder() {
        append(store, List.of(ordinary(ID, 1, 10)));

        Throwable refused = append(store, List.of(ordinary(OTHER, 1, 10), ordinary(ID, 2, 10), ordinary(ID, 2, 10)));

        assertThat(refused).isInstanceOf(JournalOrderException.class).hasMessageContaining(ID);
        assertThat(read(store, ID)).hasSize(1);
        assertThat(read(store, OTHER)).isEmpty();
        assertThat(store.persistenceIds()).containsExactly(ID);
        assertThat(append(store, List.of(ordinary(ID, 2, 10), ordinary(OTHER, 1, 10))))
                .isNull();
    }

    @Test
    void refusesOrdinaryEntriesWhenFullAndKeepsAReserveForControl() throws InterruptedException {
        long taken = Entries.fill(store, ID, 60_000);

        assertThat(store.stats().state()).isEqualTo(State.FULL);
        assertThat(store.hasRoom(ID, 1, 60_000)).isFalse();
        assertThat(read(store, ID)).hasSize((int) taken);
        assertThat(append(store, List.of(control(ID, taken + 2)))).isNull();
        assertThat(append(store, List.of(control(OTHER, 1)))).isNull();
        CountDownLatch roomy = new CountDownLatch(1);
        store.onRoom(roomy::countDown);
        assertThat(roomy.getCount()).isEqualTo(1);

        store.delete(ID, taken).toCompletableFuture().join();

        assertThat(roomy.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(store.stats().state()).isEqualTo(State.OPEN);
        assertThat(store.hasRoom(ID, 1, 60_000)).isTrue();
        assertThat(append(store, List.of(ordinary(ID, taken + 3, 60_000)))).isNull();
        assertThat(read(store, ID)).extracting(Entry::sequenceNr).containsExactly(taken + 2, taken + 3);
    }

    @Test
    void takesWhateverItHadRoomFor() {
        long sequenceNr = 0;
        while (store.hasRoom(ID, 3, 150_000)) {
            long first = sequenceNr;
            List<Entry> batch = LongStream.rangeClosed(1, 3)
                    .mapToObj(i -> ordinary(ID, first + i, 50_000))
                    .toList();
            assertThat(append(store, batch)).isNull();
            sequenceNr += 3;
        }
        assertThat(sequenceNr).isPositive();
        while (store.hasRoom(ID, 1, 1)) {
            assertThat(append(store, List.of(ordinary(ID, ++sequenceNr, 1)))).isNull();
        }
        assertThat(store.stats().state()).isEqualTo(State.FULL);
    }

    @Test
    void doesNotLetLargeControlEntriesEatTheReserve() {
        long taken = Entries.fill(store, ID, 4000);
        byte[] large = new byte[Entry.CONTROL_BYTES_MAX + 1];

        assertThat(append(store, List.of(Entries.entry(ID, taken + 2, Entry.Kind.CONTROL, large))))
                .isInstanceOf(JournalFullException.class);
    }

    @Test
    void tellsAtOnceThatThereIsRoom() {
        CountDownLatch roomy = new CountDownLatch(1);

        store.onRoom(roomy::countDown);

        assertThat(roomy.getCount()).isZero();
    }

    @Test
    void refusesEverythingOnceClosed() {
        store.close();

        assertThat(append(store, List.of(ordinary(ID, 1, 1)))).isInstanceOf(JournalException.class);
        assertThatThrownBy(() -> read(store, ID)).isInstanceOf(JournalException.class);
        assertThat(store.stats().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void countsWhatItHolds() {
        append(store, List.of(ordinary(ID, 1, 9000), ordinary(ID, 2, 9000), ordinary(OTHER, 1, 10)));

        JournalStats full = store.stats();
        store.forget(ID).toCompletableFuture().join();
        store.forget(OTHER).toCompletableFuture().join();

        assertThat(full.entries()).isEqualTo(3);
        assertThat(full.persistenceIds()).isEqualTo(2);
        assertThat(full.bytes()).isBetween(18_000L, 64_000L);
        assertThat(store.stats().bytes()).isZero();
        assertThat(store.stats().entries()).isZero();
    }
}
