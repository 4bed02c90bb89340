package dev.holdfast.persistence.inspect;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.journal.ClientByteReader;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.CloseCause;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Writes journals as nodes do: uploads with runs out of order, acknowledgements, kills of the server, orderly ends. The same seed
 * makes the same journal.
 *
 * @param runs of client bytes for each connection; about as many events
 * @param runBytesMax of one run
 */
public record JournalGenerator(long seed, int connections, int runs, int runBytesMax) {

    static final long START_MILLIS = 1_795_000_000_000L;
    private static final int BATCH = 500;

    /** What one connection's journal must be found to hold. */
    public record Expected(String id, long bytesIn, long acked, int incarnations, boolean closed, long events) {}

    /** {@code DIRECTORY CONNECTIONS RUNS RUN-BYTES}: a journal on disk, for measurements. */
    public static void main(String[] arguments) {
        try (JournalStore store = JournalStore.open(onDisk(Path.of(arguments[0])))) {
            new JournalGenerator(
                            7,
                            Integer.parseInt(arguments[1]),
                            Integer.parseInt(arguments[2]),
                            Integer.parseInt(arguments[3]))
                    .write(store);
            System.out.println(store.stats());
        }
    }

    public static JournalSettings onDisk(Path directory) {
        return new JournalSettings(JournalSettings.Store.ROCKSDB, directory, 0, 64L << 30, false, 4 << 20);
    }

    /** Connections are written ten at a time, interleaved. */
    public List<Expected> write(JournalStore store) {
        List<Expected> expected = new ArrayList<>();
        Writer history = new Writer(store, "history_web");
        history.add(new ServerStarted(0, 4711, START_MILLIS));
        history.flush();
        for (int first = 0; first < connections; first += 10) {
            List<Upload> uploads = new ArrayList<>();
            for (int number = first; number < Math.min(connections, first + 10); number++) {
                uploads.add(new Upload(store, number));
            }
            for (int run = 0; run < runs; run++) {
                uploads.forEach(Upload::step);
            }
            uploads.forEach(upload -> expected.add(upload.end()));
        }
        return expected;
    }

    /** The client's bytes of connection {@code number}, in order. */
    public static byte[] stream(JournalReader store, String id) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ClientByteReader reader = new ClientByteReader(store, id, 1);
        for (Payload next = reader.next(1 << 16); !next.isEmpty(); next = reader.next(1 << 16)) {
            all.writeBytes(next.toArray());
        }
        return all.toByteArray();
    }

    static Entry entry(String id, long sequenceNr, Object event) {
        return Entry.ofEvent(id, sequenceNr, event, "0b7c9f66-1111-4222-8333-123456789abc", START_MILLIS + sequenceNr);
    }

    public static ConnectionId id(int number) {
        return new ConnectionId(
                "web",
                new FourTuple(
                        new Endpoint(IpAddress.v4(0xc000_0200 + number % 250), 20_000 + number / 250),
                        new Endpoint(IpAddress.parse("192.0.2.10"), 80)),
                SeqNum.of(0xffff_ff00L + number));
    }

    static ConnectionOpened opened(int number) {
        return new ConnectionOpened(
                id(number),
                SeqNum.of(0xffff_f000L + number),
                new SynProfile(1460, 7, true, true, 64_240, 2, 77_000),
                new SynProfile(1460, 7, true, true, 65_160, 18, 1_000_000),
                0,
                START_MILLIS,
                0);
    }

    private final class Upload {
        private final Random random;
        private final Writer writer;
        private long end = 1;
        private long acked = 1;
        private int incarnation;
        private long bytes;

        Upload(JournalStore store, int number) {
            random = new Random(seed + number);
            writer = new Writer(store, id(number).name());
            writer.add(opened(number));
        }

        void step() {
            switch (random.nextInt(20)) {
                case 0 -> {
                    ClientBytesLogged first = run();
                    ClientBytesLogged second = run();
                    writer.add(second);
                    writer.add(first);
                }
                case 1, 2 -> {
                    acked += 1 + random.nextInt(100_000);
                    writer.add(new ClientAckAdvanced(acked));
                }
                case 3 -> {
                    if (random.nextInt(50) == 0) {
                        incarnation++;
                        for (int handshakes = 1 + random.nextInt(2); handshakes > 0; handshakes--) {
                            writer.add(new ServerReplaced(incarnation, new SeqNum(random.nextInt())));
                        }
                    }
                }
                default -> writer.add(run());
            }
        }

        private ClientBytesLogged run() {
            byte[] fresh = new byte[1 + random.nextInt(runBytesMax)];
            random.nextBytes(fresh);
            ClientBytesLogged run = new ClientBytesLogged(end, Payload.of(fresh), false);
            end = run.end();
            bytes += fresh.length;
            return run;
        }

        Expected end() {
            boolean closes = random.nextInt(3) > 0;
            if (closes) {
                writer.add(new ClientBytesLogged(end, Payload.EMPTY, true));
                writer.add(new ServerClosed(CloseCause.CLOSE));
                writer.add(new ConnectionClosed(ClosedBy.BOTH, "closed"));
            }
            writer.flush();
            return new Expected(writer.id, bytes, acked - 1, incarnation + 1, closes, writer.sequenceNr);
        }
    }

    private static final class Writer {
        private final JournalStore store;
        private final String id;
        private final List<Entry> batch = new ArrayList<>();
        private long sequenceNr;

        Writer(JournalStore store, String id) {
            this.store = store;
            this.id = id;
        }

        void add(Object event) {
            batch.add(entry(id, ++sequenceNr, event));
            if (batch.size() == BATCH) {
                flush();
            }
        }

        void flush() {
            store.append(List.copyOf(batch)).toCompletableFuture().join();
            batch.clear();
        }
    }
}
