package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.append;
import static dev.holdfast.persistence.journal.Entries.ordinary;
import static dev.holdfast.persistence.journal.Entries.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends StoreContract {

    @Override
    JournalStore open() {
        return MemoryStore.open(4 << 20);
    }

    @Test
    void isStableWhenAppendReturns() {
        assertThat(store.append(List.of(ordinary(ID, 1, 100))).toCompletableFuture())
                .isCompleted();
    }

    @Test
    void detectsEverySingleBitThatFlips() {
        MemoryStore memory = (MemoryStore) store;
        append(store, List.of(ordinary(ID, 1, 300), ordinary(ID, 2, 9000)));
        Random random = new Random(7);
        int length = EntryFormat.headerBytes(ordinary(ID, 2, 0)) + 9000;
        for (int round = 0; round < 2000; round++) {
            int bit = round < 8 * 60 ? round : random.nextInt(8 * length);
            flip(memory, bit);
            assertThatThrownBy(() -> read(store, ID, 2, 2, 1))
                    .isInstanceOf(JournalDamagedException.class)
                    .hasMessageContaining(ID + " #2");
            flip(memory, bit);
        }
        assertThat(read(store, ID)).hasSize(2);
    }

    @Test
    void givesAllItsMemoryToOneEntityAndGetsItBack() {
        for (int round = 0; round < 20; round++) {
            String id = ID + round;
            assertThat(Entries.fill(store, id, 100_000)).isBetween(39L, 42L);
            store.forget(id).toCompletableFuture().join();
        }
        assertThat(store.stats().bytes()).isZero();
    }

    @Test
    void usesFragmentedMemoryToTheLastUnit() {
        int count = 0;
        while (append(store, List.of(ordinary("small-" + count, 1, 3000))) == null) {
            count++;
        }
        for (int i = 0; i < count; i += 2) {
            store.forget("small-" + i).toCompletableFuture().join();
        }

        assertThat(append(store, List.of(ordinary(ID, 1, (count / 2 - 1) * 4096 - 4096))))
                .isNull();
        assertThat(read(store, ID)).containsExactly(ordinary(ID, 1, (count / 2 - 1) * 4096 - 4096));
    }

    @Test
    void whatWasSaidToBeRoomIsNotTakenByAnotherThatGrows() {
        for (int piece = 20_000; piece <= 100_000; piece += 8_000) {
            try (MemoryStore store = MemoryStore.open(16 << 20)) {
                for (int sequenceNr = 1; store.hasRoom("a", 2, 2L * piece); sequenceNr++) {
                    assertThat(store.append(List.of(ordinary("a", sequenceNr, piece))))
                            .isCompleted();
                    assertThat(store.append(List.of(ordinary("b", sequenceNr, piece))))
                            .isCompleted();
                }
            }
        }
    }

    @Test
    void whatIsDecidedElsewhereMayUseTheReserve() {
        try (MemoryStore store = MemoryStore.open(16 << 20)) {
            int sequenceNr = 1;
            while (store.hasRoom(ID, 1, 1)) {
                assertThat(store.append(List.of(ordinary(ID, sequenceNr++, 1)))).isCompleted();
            }
            Entry decided = ordinary("another", 1, 4_000);
            assertThat(store.append(List.of(decided))).isCompletedExceptionally();

            ByteBuffer bytes = ByteBuffer.allocate(EntryFormat.length(decided));
            EntryFormat.write(decided, "another".getBytes(StandardCharsets.UTF_8), bytes);
            EncodedEntry encoded =
                    EntryFormat.read("another", "another".getBytes(StandardCharsets.UTF_8), Payload.of(bytes.array()));
            assertThat(store.appendEncoded(List.of(encoded))).isCompleted();
        }
    }

    private static void flip(MemoryStore store, int bit) {
        long address = store.addressOf(ID, 2, bit / 8);
        byte before = store.memory().get(ValueLayout.JAVA_BYTE, address);
        store.memory().set(ValueLayout.JAVA_BYTE, address, (byte) (before ^ (1 << (bit % 8))));
    }
}
