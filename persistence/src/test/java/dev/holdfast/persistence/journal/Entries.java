package dev.holdfast.persistence.journal;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.protocol.wire.Payload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Entries and small stores for tests. */
final class Entries {

    private Entries() {}

    static Entry entry(String id, long sequenceNr, Entry.Kind kind, byte[] payload) {
        return new Entry(
                id,
                sequenceNr,
                kind,
                42,
                "some-event",
                "writer-1",
                1_795_000_000_000L + sequenceNr,
                Payload.of(payload));
    }

    static Entry ordinary(String id, long sequenceNr, int size) {
        return entry(id, sequenceNr, Entry.Kind.ORDINARY, random(id.hashCode() + sequenceNr, size));
    }

    static Entry control(String id, long sequenceNr) {
        return entry(id, sequenceNr, Entry.Kind.CONTROL, random(sequenceNr, 20));
    }

    static byte[] random(long seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static List<Entry> read(JournalStore store, String id) {
        return read(store, id, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    static List<Entry> read(JournalStore store, String id, long from, long to, long max) {
        List<Entry> entries = new ArrayList<>();
        store.read(id, from, to, max, entries::add);
        return entries;
    }

    /** What the append failed with, or null. */
    static @Nullable Throwable append(JournalStore store, List<Entry> batch) {
        try {
            store.append(batch).toCompletableFuture().join();
            return null;
        } catch (CompletionException failed) {
            return failed.getCause();
        }
    }

    /** Appends until the store is full. @return how many were taken */
    static long fill(JournalStore store, String id, int size) {
        long sequenceNr = store.highestSequenceNr(id);
        long taken = 0;
        while (append(store, List.of(ordinary(id, ++sequenceNr, size))) == null) {
            taken++;
        }
        return taken;
    }

    static JournalSettings onDisk(Path directory, long bytesMax) {
        return new JournalSettings(JournalSettings.Store.ROCKSDB, directory, 0, bytesMax, false, 1 << 20);
    }
}
