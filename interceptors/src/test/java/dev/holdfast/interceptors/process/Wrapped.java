package dev.holdfast.interceptors.process;

import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.interceptors.ring.RecordLevel;
import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A wrapped server in a test, with its ring and its judge; drains when told. */
final class Wrapped implements AutoCloseable {

    static final Path PROGRAMS = Path.of("target/native-test").toAbsolutePath();
    private static final long DEADLINE_NANOS = Duration.ofSeconds(15).toNanos();

    final OutcomeRing ring;
    final WrappedServer server;
    final CrashOrClose judge;
    final List<Outcome> outcomes = new ArrayList<>();
    final Path log;

    private Wrapped(OutcomeRing ring, WrappedServer server, Path log) throws IOException {
        this.ring = ring;
        this.server = server;
        this.judge = CrashOrClose.of(server, ring);
        this.log = log;
    }

    static void compilePrograms() throws Exception {
        Process make = new ProcessBuilder("make", "-s", "-C", "src/test/c", "OUT=" + PROGRAMS)
                .inheritIO()
                .start();
        if (make.waitFor() != 0) {
            throw new IOException("the test programs do not compile");
        }
    }

    static Wrapped start(Path directory, RecordLevel level, String... argv) throws IOException {
        return start(directory, level, Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"), argv);
    }

    static Wrapped start(Path directory, RecordLevel level, Map<String, String> environment, String... argv)
            throws IOException {
        OutcomeRing ring = OutcomeRing.create(level, OutcomeRing.DEFAULT_SLOTS_LOG2);
        Path log = directory.resolve("server.log");
        ServerCommand command =
                new ServerCommand(List.of(argv), environment, directory, Optional.empty(), Optional.empty(), log);
        return start(directory, ring, command);
    }

    static Wrapped start(Path directory, OutcomeRing ring, ServerCommand command) throws IOException {
        NativeFiles files = NativeFiles.unpack(directory.resolve("native"));
        return new Wrapped(ring, WrappedServer.start(command, ring, files), command.logFile());
    }

    List<FourTuple> drain() {
        return judge.drain(outcomes::add);
    }

    void until(String what, BooleanSupplier condition) throws IOException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        drain();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited too long for: " + what + "\n" + Files.readString(log));
            }
            Thread.onSpinWait();
            drain();
        }
    }

    /** The port of the first listener. */
    int port() throws IOException {
        until("a listener", () -> outcomes.stream().anyMatch(outcome -> outcome.op() == Outcome.Op.LISTEN));
        Outcome listen = outcomes.stream()
                .filter(outcome -> outcome.op() == Outcome.Op.LISTEN)
                .findFirst()
                .orElseThrow();
        return (listen.detail().at(4) & 0xff) | ((listen.detail().at(5) & 0xff) << 8);
    }

    void awaitListening(int port) throws IOException {
        until("port " + port, () -> !judge.processes().listening(port).isEmpty());
    }

    Exit awaitExit() {
        return server.exit()
                .toCompletableFuture()
                .orTimeout(15, TimeUnit.SECONDS)
                .join();
    }

    long count(Outcome.Op op) {
        return outcomes.stream().filter(outcome -> outcome.op() == op).count();
    }

    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    static FourTuple tuple(Socket socket) {
        return new FourTuple(endpoint((InetSocketAddress) socket.getLocalSocketAddress()), endpoint((InetSocketAddress)
                socket.getRemoteSocketAddress()));
    }

    private static Endpoint endpoint(InetSocketAddress address) {
        return new Endpoint(IpAddress.of(address.getAddress().getAddress()), address.getPort());
    }

    @Override
    public void close() {
        server.kill();
        awaitExit();
        judge.close();
        ring.close();
    }
}
