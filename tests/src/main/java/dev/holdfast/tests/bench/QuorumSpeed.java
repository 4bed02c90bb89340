package dev.holdfast.tests.bench;

import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.quorum.NodeMemory;
import dev.holdfast.persistence.quorum.OwnerListener;
import dev.holdfast.persistence.quorum.QuorumNode;
import dev.holdfast.persistence.quorum.QuorumStore;
import dev.holdfast.persistence.quorum.TcpTransport;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** What an append costs on three copies of a journal on this machine, over its own TCP connections without TLS. */
final class QuorumSpeed implements AutoCloseable {

    /** Connections that are journaled at the same time, each with one append under way. */
    static final int STREAMS = 16;

    private static final IpAddress VIP = IpAddress.parse("10.77.0.10");
    private static final List<String> NAMES = List.of("alpha", "beta", "gamma");
    private static final int HISTORY_BYTES = 4 << 20;
    private static final Payload ZEROS = Payload.of(new byte[1 << 20]);

    private final List<QuorumNode> nodes = new ArrayList<>();
    private final QuorumStore store;
    private final History[] histories = new History[STREAMS];

    /** What one connection journals after the other on the same ports. */
    private static final class History {
        private static final SynProfile SYN = new SynProfile(1460, 7, true, true, 64_240, 2, 1);

        private final int number;
        private ConnectionId id;
        private long sequenceNr;
        private long end = 1;

        History(int number) {
            this.number = number;
            this.id = id(0);
        }

        private ConnectionId id(int life) {
            FourTuple ends =
                    new FourTuple(new Endpoint(IpAddress.parse("10.77.0.1"), 40_000 + number), new Endpoint(VIP, 80));
            return new ConnectionId("web", ends, SeqNum.of(life));
        }

        boolean isFull() {
            return end > HISTORY_BYTES;
        }

        void beginAnew() {
            id = id(id.clientIsn().value() + 1);
            sequenceNr = 0;
            end = 1;
        }

        /** So many bytes more of the client; the connection is opened with the first ones. */
        List<Entry> next(int bytes) {
            List<Entry> entries = new ArrayList<>(2);
            if (sequenceNr == 0) {
                entries.add(entry(new ConnectionOpened(id, SeqNum.ZERO, SYN, SYN, 0, 1, 0)));
            }
            ClientBytesLogged run = new ClientBytesLogged(end, ZEROS.slice(0, bytes), false);
            end = run.end();
            entries.add(entry(run));
            return entries;
        }

        private Entry entry(ConnectionEvent event) {
            return Entry.ofEvent(id.name(), ++sequenceNr, event, "writer", 1);
        }
    }

    private QuorumSpeed(Path directory) throws IOException, InterruptedException {
        Arrays.setAll(histories, History::new);
        int[] ports = freePorts();
        long life = System.currentTimeMillis();
        for (String node : NAMES) {
            Settings settings = settings(directory, node, ports);
            NodeMemory memory = NodeMemory.recall(settings, 0);
            nodes.add(QuorumNode.start(settings, memory, TcpTransport.of(settings, life), life, fault -> {
                throw new IllegalStateException(fault);
            }));
        }
        store = nodes.getFirst().journal(VIP);
        CountDownLatch opened = new CountDownLatch(1);
        store.listen(new OwnerListener() {
            @Override
            public void opened(Epoch epoch) {
                opened.countDown();
            }

            @Override
            public void leaseUntil(long nanos) {}

            @Override
            public void deposed(Epoch by) {}

            @Override
            public void writerLost() {}
        });
        store.takeOver();
        opened.await();
    }

    static QuorumSpeed start(Path directory) throws InterruptedException {
        try {
            return new QuorumSpeed(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Settings settings(Path directory, String node, int[] ports) throws IOException {
        Path own = Files.createDirectories(directory.resolve(node));
        Path file = Files.writeString(
                own.resolve("node.conf"), """
                holdfast.node { name = "%s", state-directory = "%s", admin-socket = "%s/admin.sock" }
                holdfast.cluster.nodes = [
                  { name = alpha, role = server, address = "127.0.0.1", cluster-port = 1, journal-port = %d }
                  { name = beta, role = server, address = "127.0.0.1", cluster-port = 2, journal-port = %d }
                  { name = gamma, role = witness, address = "127.0.0.1", cluster-port = 3, journal-port = %d }
                ]
                holdfast.journal { store = memory, memory-bytes-max = 256 MiB }
                holdfast.vips = [{ address = "%s", interface = lo, owners = [alpha, beta]
                  services = [{ name = web, port = 80, command = [ "/bin/true" ] }] }]
                """.formatted(node, own, own, ports[0], ports[1], ports[2], VIP));
        return switch (Settings.load(file)) {
            case SettingsResult.Loaded loaded -> loaded.settings();
            case SettingsResult.Invalid invalid ->
                throw new IllegalStateException(invalid.errors().toString());
        };
    }

    private static int[] freePorts() throws IOException {
        int[] ports = new int[NAMES.size()];
        List<ServerSocket> taken = new ArrayList<>();
        for (int i = 0; i < ports.length; i++) {
            taken.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports[i] = taken.getLast().getLocalPort();
        }
        for (ServerSocket socket : taken) {
            socket.close();
        }
        return ports;
    }

    /** The median of {@code rounds} appends of {@code bytes}, one after the other. */
    double p50Micros(int bytes, int rounds) {
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long begun = System.nanoTime();
            append(histories[0], bytes).join();
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[rounds / 2] / 1e3;
    }

    /** {@code total} bytes in appends of {@code bytes}, in turn to {@value #STREAMS} histories. */
    double gbps(int bytes, long total) {
        ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
        long begun = System.nanoTime();
        for (long sent = 0; sent < total; sent += bytes) {
            if (waiting.size() == STREAMS) {
                waiting.removeFirst().join();
            }
            waiting.add(append(histories[(int) (sent / bytes % STREAMS)], bytes));
        }
        waiting.forEach(CompletableFuture::join);
        return total * 8.0 / (System.nanoTime() - begun);
    }

    /** Into a history that is forgotten before the store is full. */
    private CompletableFuture<Void> append(History to, int bytes) {
        if (to.isFull()) {
            store.forget(to.id.name());
            to.beginAnew();
        }
        return store.append(to.next(bytes)).toCompletableFuture();
    }

    @Override
    public void close() {
        nodes.forEach(QuorumNode::close);
    }
}
