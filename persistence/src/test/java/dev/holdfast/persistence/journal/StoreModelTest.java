package dev.holdfast.persistence.journal;

import static dev.holdfast.persistence.journal.Entries.append;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random operations on a store and on sorted maps side by side; a failure names its seed. */
class StoreModelTest {

    private static final class Model {
        private final TreeMap<Long, Entry> entries = new TreeMap<>();
        private long highest;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theMemoryStoreBehavesLikeSortedMaps(long seed) {
        try (MemoryStore store = MemoryStore.open(2 << 20)) {
            run(seed, 3000, store, () -> store);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void theStoreOnDiskBehavesLikeSortedMapsOverReopening(long seed, @TempDir Path directory) {
        RocksStore[] open = {RocksStore.open(Entries.onDisk(directory, 4 << 20))};
        run(seed, 800, open[0], () -> {
            open[0].close();
            open[0] = RocksStore.open(Entries.onDisk(directory, 4 << 20));
            return open[0];
        });
        open[0].close();
    }

    private static void run(long seed, int steps, JournalStore first, Supplier<JournalStore> reopen) {
        Random random = new Random(seed);
        Map<String, Model> models = new HashMap<>();
        JournalStore store = first;
        for (int step = 0; step < steps; step++) {
            String id = "entity-" + random.nextInt(8);
            Model model = models.computeIfAbsent(id, _ -> new Model());
            switch (random.nextInt(20)) {
                case 0 -> {
                    store.forget(id).toCompletableFuture().join();
                    models.remove(id);
                }
                case 1, 2, 3 -> {
                    long to = random.nextLong(model.highest + 2);
                    store.delete(id, to).toCompletableFuture().join();
                    model.entries.headMap(to, true).clear();
                }
                case 4 -> store = random.nextInt(10) == 0 ? reopen.get() : store;
                case 5, 6, 7, 8 -> compare(seed, step, random, store, id, model);
                default -> appendSome(random, store, id, model);
            }
        }
        JournalStore last = store;
        models.forEach((id, model) -> {
            assertThat(Entries.read(last, id))
                    .as("seed %d, %s", seed, id)
                    .isEqualTo(List.copyOf(model.entries.values()));
            assertThat(last.highestSequenceNr(id)).as("seed %d, %s", seed, id).isEqualTo(model.highest);
        });
        assertThat(store.stats().entries())
                .as("seed %d", seed)
                .isEqualTo(models.values().stream()
                        .mapToLong(model -> model.entries.size())
                        .sum());
    }

    private static void appendSome(Random random, JournalStore store, String id, Model model) {
        List<Entry> batch = new ArrayList<>();
        long sequenceNr = model.highest;
        for (int i = random.nextInt(4); i >= 0; i--) {
            sequenceNr += random.nextInt(5) == 0 ? 2 : 1;
            int size = random.nextInt(6) == 0 ? random.nextInt(60_000) : random.nextInt(500);
            batch.add(Entries.ordinary(id, sequenceNr, size));
        }
        if (random.nextInt(30) == 0 && model.highest > 0) {
            batch.set(0, Entries.ordinary(id, model.highest, 10));
        }
        if (append(store, batch) == null) {
            batch.forEach(entry -> model.entries.put(entry.sequenceNr(), entry));
            model.highest = sequenceNr;
        }
    }

    private static void compare(long seed, int step, Random random, JournalStore store, String id, Model model) {
        long from = random.nextLong(model.highest + 2);
        long to = from + random.nextLong(20);
        long max = random.nextLong(10);
        List<Entry> expected = model.entries.subMap(from, true, to, true).values().stream()
                .limit(max)
                .toList();

        assertThat(Entries.read(store, id, from, to, max))
                .as("seed %d, step %d", seed, step)
                .isEqualTo(expected);
    }
}
