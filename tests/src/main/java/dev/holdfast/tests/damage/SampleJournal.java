package dev.holdfast.tests.damage;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A journal as a killed node leaves it: part of it in tables, the rest in the write-ahead log; the same seed makes the same entries. */
final class SampleJournal {

    private static final int CONNECTIONS = 12;
    private static final int RUNS = 40;
    private static final int RUN_BYTES_MAX = 1500;
    private static final long START_MILLIS = 1_795_000_000_000L;

    private SampleJournal() {}

    static JournalSettings settings(Path directory) {
        return new JournalSettings(JournalSettings.Store.ROCKSDB, directory, 0, 1L << 30, false, 4 << 20);
    }

    static void write(Path directory, long seed) throws IOException {
        Path written = directory.resolveSibling(directory.getFileName() + "-alive");
        SplittableRandom random = new SplittableRandom(seed);
        try (JournalStore tables = JournalStore.open(settings(written))) {
            write(tables, 0, random);
        }
        try (JournalStore log = JournalStore.open(settings(written))) {
            write(log, CONNECTIONS / 2, random);
            copy(written, directory);
        }
    }

    private static void write(JournalStore store, int first, SplittableRandom random) {
        for (int number = first; number < first + CONNECTIONS / 2; number++) {
            String id = id(number).name();
            List<Entry> batch = new ArrayList<>();
            batch.add(entry(id, 1, opened(number)));
            long end = 1;
            for (int run = 0; run < RUNS; run++) {
                byte[] bytes = new byte[random.nextInt(1, RUN_BYTES_MAX)];
                random.nextBytes(bytes);
                ClientBytesLogged logged = new ClientBytesLogged(end, Payload.of(bytes), false);
                end = logged.end();
                batch.add(entry(id, batch.size() + 1, logged));
                batch.add(entry(id, batch.size() + 1, new ClientAckAdvanced(1 + run)));
            }
            store.append(batch).toCompletableFuture().join();
        }
    }

    private static Entry entry(String id, long sequenceNr, ConnectionEvent event) {
        return Entry.ofEvent(id, sequenceNr, event, "sample", START_MILLIS + sequenceNr);
    }

    private static ConnectionId id(int number) {
        return new ConnectionId(
                "web",
                new FourTuple(
                        new Endpoint(IpAddress.parse("192.0.2.1"), 20_000 + number),
                        new Endpoint(IpAddress.parse("192.0.2.10"), 80)),
                SeqNum.of(0xffff_ff00L + number));
    }

    private static ConnectionOpened opened(int number) {
        return new ConnectionOpened(
                id(number),
                SeqNum.of(0xffff_f000L + number),
                new SynProfile(1460, 7, true, true, 64_240, 2, 77_000),
                new SynProfile(1460, 7, true, true, 65_160, 18, 1_000_000),
                0,
                START_MILLIS,
                0);
    }

    /**
     * A digest of what is read of each entity, entry after entry, the last being that of all.
     *
     * @throws dev.holdfast.persistence.journal.JournalException if something can not be read
     */
    static Map<String, List<String>> content(JournalReader journal) {
        Map<String, List<String>> content = new HashMap<>();
        for (String id : journal.persistenceIds()) {
            MessageDigest digest = sha256();
            List<String> after = new ArrayList<>();
            journal.read(id, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
                digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, entry.sequenceNr()));
                digest.update(entry.payload().asBuffer());
                after.add(soFar(digest));
                return true;
            });
            content.put(id, after);
        }
        return content;
    }

    /** Whether {@code found} is {@code whole} without the ends of some entities, or without some entities. */
    static boolean isBeginningOf(Map<String, List<String>> whole, Map<String, List<String>> found) {
        return found.entrySet().stream().allMatch(each -> {
            List<String> all = whole.getOrDefault(each.getKey(), List.of());
            List<String> some = each.getValue();
            return some.size() <= all.size() && all.subList(0, some.size()).equals(some);
        });
    }

    private static String soFar(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
