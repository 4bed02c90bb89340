package dev.holdfast.tests.bench;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.wire.Payload;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** How fast a journal store takes batches by itself, one after the other: the ceiling for one logged upload. */
final class StoreSpeed {

    private static final String WRITER = "bench";
    private static final long BYTES = 1L << 30;
    private static final int MANIFEST_ID = 1;

    private StoreSpeed() {}

    static double memoryGbps(int batchBytes) {
        return gbps(
                new JournalSettings(JournalSettings.Store.MEMORY, Path.of("/"), 2L << 30, 0, false, 4 << 20),
                batchBytes);
    }

    static double diskGbps(Path directory, int batchBytes) {
        return gbps(
                new JournalSettings(JournalSettings.Store.ROCKSDB, directory, 0, 16L << 30, false, 4 << 20),
                batchBytes);
    }

    private static double gbps(JournalSettings settings, int batchBytes) {
        byte[] bytes = new byte[batchBytes];
        new SplittableRandom(1).nextBytes(bytes);
        Payload payload = Payload.of(bytes);
        try (JournalStore store = JournalStore.open(settings)) {
            append(store, payload, BYTES / 4 / batchBytes);
            long began = System.nanoTime();
            append(store, payload, BYTES / batchBytes);
            return BYTES * 8.0 / (System.nanoTime() - began);
        }
    }

    private static void append(JournalStore store, Payload payload, long count) {
        for (long number = 1; number <= count; number++) {
            store.append(List.of(
                            new Entry(WRITER, number, Entry.Kind.ORDINARY, MANIFEST_ID, "bytes", WRITER, 0, payload)))
                    .toCompletableFuture()
                    .join();
        }
        store.forget(WRITER).toCompletableFuture().join();
    }
}
