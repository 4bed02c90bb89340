package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.tls.CertificateAuthority;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Prints what an append costs on three nodes of this machine, beside bare TCP connections; run by hand. */
public final class QuorumSpeed {

    private static final IpAddress VIP = IpAddress.v4(0x0a4d000a);
    private static final int SMALL = 1 << 10;
    private static final int LARGE = 64 << 10;
    private static final int OUTSTANDING = 16;
    private static final int ROUNDS = Integer.getInteger("rounds", 20_000);
    private static final long BULK_BYTES = Long.getLong("bulk", 512L << 20);

    private final List<QuorumNode> nodes = new ArrayList<>();
    private long numbered;
    private int histories;

    private QuorumSpeed() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("holdfast-quorum-speed");
        CertificateAuthority authority = CertificateAuthority.in(directory, 2);
        for (String node : List.of("alpha", "beta", "gamma")) {
            authority.issue(node, List.of(IpAddress.parse("127.0.0.1")));
        }
        double pingPong = pingPong();
        double floor = bulkFloor();
        System.out.printf(
                Locale.ROOT,
                "bare TCP, 1 KiB there and back: p50 %.0f us; one direction in 64 KiB: %.0f MB/s%n",
                pingPong,
                floor);
        for (boolean tls : new boolean[] {false, true}) {
            QuorumSpeed speed = new QuorumSpeed();
            try {
                QuorumStore store = speed.start(directory, tls);
                double[] small = speed.small(store);
                double bulk = speed.bulk(store);
                System.out.printf(
                        Locale.ROOT,
                        "%s: append of 1 KiB p50 %.0f us, p99 %.0f us (%.1f x); bulk %.0f MB/s (%.2f of the floor)%n",
                        tls ? "TLS" : "plain",
                        small[0],
                        small[1],
                        small[0] / pingPong,
                        bulk,
                        bulk / floor);
            } finally {
                speed.nodes.forEach(QuorumNode::close);
            }
        }
    }

    private QuorumStore start(Path directory, boolean tls) throws IOException, InterruptedException {
        int[] ports = FreePorts.of(3);
        long life = System.currentTimeMillis();
        for (String node : List.of("alpha", "beta", "gamma")) {
            var settings =
                    ThreeNodes.settings(directory, node, "memory", ports, tls ? ThreeNodes.tls(directory, node) : "");
            nodes.add(QuorumNode.start(settings, TcpTransport.of(settings, life), life, fault -> {
                throw new AssertionError(fault);
            }));
        }
        QuorumStore store = nodes.getFirst().journal(VIP);
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
        return store;
    }

    /** p50 and p99 in microseconds, one append at a time. */
    private double[] small(QuorumStore store) {
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < ROUNDS; i++) {
                long begun = System.nanoTime();
                append(store, SMALL).join();
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        return new double[] {nanos[ROUNDS / 2] / 1e3, nanos[ROUNDS - ROUNDS / 100] / 1e3};
    }

    /** MB/s. */
    private double bulk(QuorumStore store) {
        long nanos = 0;
        for (int round = 0; round < 2; round++) {
            ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
            long begun = System.nanoTime();
            for (long bytes = 0; bytes < BULK_BYTES; bytes += LARGE) {
                if (waiting.size() == OUTSTANDING) {
                    waiting.removeFirst().join();
                }
                waiting.add(append(store, LARGE));
            }
            waiting.forEach(CompletableFuture::join);
            nanos = System.nanoTime() - begun;
        }
        return BULK_BYTES * 1e3 / nanos;
    }

    /** Into a history that is forgotten before the store is full. */
    private CompletableFuture<Void> append(QuorumStore store, int bytes) {
        if (numbered * bytes >= 16 << 20) {
            store.forget("web_" + histories).toCompletableFuture().join();
            histories++;
            numbered = 0;
        }
        numbered++;
        Payload payload = Payload.of(new byte[bytes]);
        Entry entry = new Entry("web_" + histories, numbered, Entry.Kind.ORDINARY, 7, "m", "w", 1, payload);
        return store.append(List.of(entry)).toCompletableFuture();
    }

    private static double pingPong() throws IOException {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(port.getInetAddress(), port.getLocalPort());
                Socket far = port.accept()) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread echo = Thread.ofPlatform().daemon().start(() -> echo(far));
            DataInputStream in = new DataInputStream(near.getInputStream());
            byte[] bytes = new byte[SMALL];
            long[] nanos = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                long begun = System.nanoTime();
                near.getOutputStream().write(bytes);
                in.readFully(bytes);
                nanos[i] = System.nanoTime() - begun;
            }
            near.shutdownOutput();
            echo.interrupt();
            Arrays.sort(nanos);
            return nanos[ROUNDS / 2] / 1e3;
        }
    }

    private static void echo(Socket far) {
        try {
            DataInputStream in = new DataInputStream(far.getInputStream());
            byte[] bytes = new byte[SMALL];
            while (true) {
                in.readFully(bytes);
                far.getOutputStream().write(bytes);
            }
        } catch (IOException _) {
            // the end
        }
    }

    private static double bulkFloor() throws IOException {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(port.getInetAddress(), port.getLocalPort());
                Socket far = port.accept()) {
            Thread.ofPlatform().daemon().start(() -> pour(far));
            byte[] bytes = new byte[LARGE];
            long begun = System.nanoTime();
            long got = 0;
            while (got < BULK_BYTES) {
                int count = near.getInputStream().read(bytes);
                if (count < 0) {
                    throw new IOException("the other end is gone");
                }
                got += count;
            }
            return got * 1e3 / (System.nanoTime() - begun);
        }
    }

    private static void pour(Socket far) {
        try {
            byte[] bytes = new byte[LARGE];
            for (long sent = 0; sent < BULK_BYTES; sent += LARGE) {
                far.getOutputStream().write(bytes);
            }
        } catch (IOException _) {
            // the end
        }
    }
}
