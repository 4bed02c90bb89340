package dev.holdfast.persistence.journal;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.persistence.serialization.EventSerializer;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Prints what both stores take and give back, in MB/s; run by hand, with a directory on the disk in question. */
public final class JournalBenchmark {

    private static final String ID = "bench_[2001:db8::1]:40000 > [2001:db8::2]:80_1234abcd";
    private static final long TOTAL_BYTES = Long.getLong("bytes", 1L << 30);

    private JournalBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments.length > 0 ? arguments[0] : "/tmp/holdfast-journal-benchmark");
        for (int round = 1; round <= 3; round++) {
            try (JournalStore store = MemoryStore.open(2L << 30)) {
                run("memory, new", round, store, 256 << 10, 1);
                run("memory, reused", round, store, 256 << 10, 1);
                run("memory, reused", round, store, 64 << 10, 1);
                run("memory, reused", round, store, 1 << 20, 1);
                small(round, store);
                replay(round, store);
            }
            for (boolean fsync : new boolean[] {false, true}) {
                delete(directory);
                JournalSettings settings =
                        new JournalSettings(JournalSettings.Store.ROCKSDB, directory, 0, 64L << 30, fsync, 4 << 20);
                String name = fsync ? "rocksdb, fsync" : "rocksdb";
                try (JournalStore store = RocksStore.open(settings)) {
                    run(name, round, store, 256 << 10, 1);
                    run(name, round, store, 256 << 10, 8);
                    run(name, round, store, 64 << 10, 16);
                    run(name, round, store, 1 << 20, 4);
                    small(round, store);
                }
            }
        }
        delete(directory);
    }

    private static void run(String name, int round, JournalStore store, int size, int outstanding) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        Payload payload = Payload.of(bytes);
        ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
        long count = TOTAL_BYTES / size;
        long begun = System.nanoTime();
        for (long sequenceNr = 1; sequenceNr <= count; sequenceNr++) {
            if (waiting.size() == outstanding) {
                waiting.removeFirst().join();
            }
            waiting.add(store.append(List.of(entry(sequenceNr, payload))).toCompletableFuture());
        }
        waiting.forEach(CompletableFuture::join);
        long written = System.nanoTime();
        long[] read = {0};
        store.read(ID, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
            read[0] += entry.payload().length();
            return true;
        });
        long done = System.nanoTime();
        System.out.printf(
                "%d %-16s %5d KiB o=%-3d write %6.0f MB/s  read %6.0f MB/s%n",
                round,
                name,
                size >> 10,
                outstanding,
                count * (double) size / ((written - begun) / 1e3),
                read[0] / ((done - written) / 1e3));
        store.forget(ID).toCompletableFuture().join();
    }

    private static void replay(int round, JournalStore store) {
        EventSerializer serializer = new EventSerializer();
        Payload payload = Payload.of(new byte[256 << 10]);
        long total = TOTAL_BYTES / 2;
        long begun = System.nanoTime();
        for (long offset = 1; offset < total; offset += payload.length()) {
            byte[] event = serializer.toBinary(new ClientBytesLogged(offset, payload, false));
            store.append(List.of(entry(1 + offset / payload.length(), Payload.of(event))));
        }
        long written = System.nanoTime();
        ClientByteReader reader = new ClientByteReader(store, ID, 1);
        while (!reader.next(64 << 10).isEmpty()) {}
        long done = System.nanoTime();
        System.out.printf(
                "%d client bytes of %d MiB: serialize and append %.0f MB/s, read back in 64 KiB pieces %.0f MB/s%n",
                round,
                (reader.offset() - 1) >> 20,
                total / ((written - begun) / 1e3),
                total / ((done - written) / 1e3));
        store.forget(ID).toCompletableFuture().join();
    }

    private static void small(int round, JournalStore store) {
        Payload payload = Payload.of(new byte[100]);
        int count = store.blocksOnRead() ? 5_000 : 500_000;
        long begun = System.nanoTime();
        for (int sequenceNr = 1; sequenceNr <= count; sequenceNr++) {
            store.append(List.of(entry(sequenceNr, payload)))
                    .toCompletableFuture()
                    .join();
        }
        double micros = (System.nanoTime() - begun) / 1e3 / count;
        System.out.printf("%d %-16s   100 B o=1 append %.2f us%n", round, "", micros);
        store.forget(ID).toCompletableFuture().join();
    }

    private static Entry entry(long sequenceNr, Payload payload) {
        return new Entry(
                ID,
                sequenceNr,
                Entry.Kind.ORDINARY,
                EventCodecs.SERIALIZER_ID,
                EventCodecs.clientBytesManifest(),
                "0d8b8e4c-4f3f-4a8e-9df5-2f4a9e0b6c11",
                1_795_000_000_000L,
                payload);
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
