package dev.holdfast.interceptors.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.interceptors.ring.RecordLevel;
import dev.holdfast.protocol.northside.CloseVerdict;
import dev.holdfast.protocol.northside.Ending;
import dev.holdfast.protocol.northside.Outcome.Op;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Unmodified servers from the distribution, on loopback: they work as ever, are recorded, and their deaths are told from closes. */
@Tag("system")
class RealServersTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void nginxWithTwoWorkers(RecordLevel level) throws Exception {
        int port = freePort();
        Files.writeString(directory.resolve("index.html"), "hello from nginx\n".repeat(1000));
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(configuration, """
                daemon off; worker_processes 2; user root; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 100; }
                http { access_log off; client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
                  uwsgi_temp_path %1$s; scgi_temp_path %1$s; sendfile on;
                  server { listen 127.0.0.1:%2$d; root %1$s; } }
                """.formatted(directory, port));
        try (Wrapped wrapped = Wrapped.start(directory, level, "nginx", "-c", configuration.toString())) {
            wrapped.until(
                    "both workers",
                    () -> wrapped.judge.processes().listening(port).size() == 3);
            httpClosesGenuinely(wrapped, port, "hello from nginx");
            aKilledWorkerTakesOnlyItsOwnConnections(wrapped, port);
            crashesWhenKilled(wrapped, port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200");
        }
    }

    /** The master starts another worker; only what the killed one held has crashed. */
    private static void aKilledWorkerTakesOnlyItsOwnConnections(Wrapped wrapped, int port) throws IOException {
        String request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
        try (Socket client = Wrapped.connect(port)) {
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(12)).hasSize(12);
            wrapped.drain();
            CloseVerdict verdict = wrapped.judge.processes().verdict(Wrapped.tuple(client), Ending.FIN);
            assertThat(verdict).isInstanceOf(CloseVerdict.HeldOpen.class);
            int worker = ((CloseVerdict.HeldOpen) verdict).pids().getFirst();
            assertThat(worker).isNotEqualTo(wrapped.server.mainPid());
            ProcessHandle.of(worker).orElseThrow().destroyForcibly();
            Ending ending = end(client);
            wrapped.drain();
            assertThat(wrapped.judge.ruling(Wrapped.tuple(client), ending))
                    .isEqualTo(new Ruling.Crashed(List.of(worker)));
            wrapped.until("a new worker", () -> {
                Set<Integer> pids = wrapped.judge.processes().listening(port);
                return pids.size() == 3 && !pids.contains(worker);
            });
            assertThat(wrapped.server.alive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void node(RecordLevel level) throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/node")), "node is not installed here");
        int port = freePort();
        String script = """
                require('net').createServer(s => { s.on('error', () => {}); s.on('data', d =>
                  d.toString().startsWith('QUIT') ? s.end('+OK') : s.write('+PONG')); }).listen(%d, '127.0.0.1')
                """.formatted(port);
        try (Wrapped wrapped = Wrapped.start(directory, level, "node", "-e", script)) {
            wrapped.awaitListening(port);
            closesGenuinely(wrapped, port, "QUIT\r\n", "+OK");
            recordsReads(wrapped, level);
            crashesWhenKilled(wrapped, port, "PING\r\n", "+PONG");
        }
    }

    @Test
    void aServerOnIpv6TakesBothFamilies() throws Exception {
        int port = freePort();
        Files.writeString(directory.resolve("index.html"), "hello from python\n");
        try (Wrapped wrapped = Wrapped.start(
                directory,
                RecordLevel.LIFECYCLE,
                "/usr/bin/python3",
                "-m",
                "http.server",
                "--bind",
                "::",
                String.valueOf(port))) {
            wrapped.awaitListening(port);
            httpClosesGenuinely(wrapped, port, "hello from python");
            try (Socket client = new Socket(InetAddress.getByAddress(loopback6()), port)) {
                wrapped.until(
                        "the connection",
                        () -> wrapped.judge
                                .processes()
                                .verdict(Wrapped.tuple(client), Ending.FIN)
                                .equals(new CloseVerdict.HeldOpen(List.of(wrapped.server.mainPid()))));
            }
        }
    }

    private static byte[] loopback6() {
        byte[] address = new byte[16];
        address[15] = 1;
        return address;
    }

    /** As in production: a namespace of its own, an unprivileged user, a launcher that is root. */
    @Test
    void aServerInANamespaceOfItsOwnAsAnotherUser() throws Exception {
        String namespace = "hf-shim-" + ProcessHandle.current().pid();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        ip("netns", "add", namespace);
        try {
            ip("-n", namespace, "link", "set", "lo", "up");
            OutcomeRing ring = OutcomeRing.create(RecordLevel.OUTCOMES, OutcomeRing.DEFAULT_SLOTS_LOG2);
            ServerCommand command = new ServerCommand(
                    List.of("redis-server", "--port", "6379", "--save", "", "--bind", "127.0.0.1"),
                    Map.of("PATH", "/usr/bin"),
                    directory,
                    Optional.of(Path.of("/run/netns", namespace)),
                    Optional.of("nobody:nogroup"),
                    directory.resolve("server.log"));
            try (Wrapped wrapped = Wrapped.start(directory, ring, command)) {
                wrapped.awaitListening(6379);
                Path process = Path.of("/proc/" + wrapped.server.mainPid());
                assertThat(Files.getOwner(process).getName()).isEqualTo("nobody");
                assertThat(Files.readSymbolicLink(process.resolve("ns/net")))
                        .isNotEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/net")));
            }
        } finally {
            ip("netns", "delete", namespace);
        }
    }

    private static void ip(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void redis(RecordLevel level) throws Exception {
        int port = freePort();
        try (Wrapped wrapped = Wrapped.start(
                directory,
                level,
                "redis-server",
                "--port",
                String.valueOf(port),
                "--save",
                "",
                "--bind",
                "127.0.0.1")) {
            wrapped.awaitListening(port);
            closesGenuinely(wrapped, port, "QUIT\r\n", "+OK");
            recordsReads(wrapped, level);
            crashesWhenKilled(wrapped, port, "PING\r\n", "+PONG");
        }
    }

    @ParameterizedTest
    @EnumSource
    void python(RecordLevel level) throws Exception {
        int port = freePort();
        Files.writeString(directory.resolve("index.html"), "hello from python\n");
        try (Wrapped wrapped = Wrapped.start(
                directory,
                level,
                "/usr/bin/python3",
                "-m",
                "http.server",
                "--protocol",
                "HTTP/1.1",
                String.valueOf(port))) {
            wrapped.awaitListening(port);
            httpClosesGenuinely(wrapped, port, "hello from python");
            recordsReads(wrapped, level);
            crashesWhenKilled(wrapped, port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @EnumSource
    void socatThatForksForEachConnection(RecordLevel level) throws Exception {
        int port = freePort();
        try (Wrapped wrapped = Wrapped.start(
                directory, level, "socat", "TCP-LISTEN:" + port + ",bind=127.0.0.1,fork,reuseaddr", "EXEC:cat")) {
            wrapped.awaitListening(port);
            crashesWhenKilled(wrapped, port, "echo\n", "echo");
        }
    }

    @ParameterizedTest
    @EnumSource
    void lighttpd(RecordLevel level) throws Exception {
        int port = freePort();
        Files.writeString(directory.resolve("index.html"), "hello from lighttpd\n");
        Path configuration = directory.resolve("lighttpd.conf");
        Files.writeString(configuration, """
                server.document-root = "%s"
                server.port = %d
                server.bind = "127.0.0.1"
                index-file.names = ( "index.html" )
                """.formatted(directory, port));
        try (Wrapped wrapped = Wrapped.start(directory, level, "lighttpd", "-D", "-f", configuration.toString())) {
            wrapped.awaitListening(port);
            httpClosesGenuinely(wrapped, port, "hello from lighttpd");
            crashesWhenKilled(wrapped, port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerBehindAShellScript(RecordLevel level) throws Exception {
        int port = freePort();
        String command = "exec env -i PATH=/usr/bin redis-server --port " + port + " --save ''";
        try (Wrapped wrapped = Wrapped.start(directory, level, "sh", "-c", command)) {
            wrapped.awaitListening(port);
            closesGenuinely(wrapped, port, "QUIT\r\n", "+OK");
            crashesWhenKilled(wrapped, port, "PING\r\n", "+PONG");
        }
    }

    private static void recordsReads(Wrapped wrapped, RecordLevel level) {
        wrapped.drain();
        switch (level) {
            case LIFECYCLE -> assertThat(wrapped.count(Op.READ)).isZero();
            case OUTCOMES -> {
                assertThat(wrapped.count(Op.READ)).isPositive();
                assertThat(wrapped.count(Op.WRITE)).isPositive();
                assertThat(wrapped.count(Op.TIME)).isPositive();
            }
        }
    }

    private static void httpClosesGenuinely(Wrapped wrapped, int port, String expected) throws IOException {
        closesGenuinely(wrapped, port, "GET /index.html HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", expected);
    }

    private static void closesGenuinely(Wrapped wrapped, int port, String request, String expected) throws IOException {
        for (int i = 0; i < 20; i++) {
            try (Socket client = Wrapped.connect(port)) {
                client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .contains(expected);
                wrapped.drain();
                assertThat(wrapped.judge.ruling(Wrapped.tuple(client), Ending.FIN))
                        .isInstanceOf(Ruling.Closed.class);
            }
        }
    }

    /** Every connection of every process ends when all are killed; not one of these endings passes for a close. */
    private static void crashesWhenKilled(Wrapped wrapped, int port, String request, String expected)
            throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket client = Wrapped.connect(port);
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = client.getInputStream().readNBytes(expected.length());
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo(expected);
            clients.add(client);
        }
        wrapped.drain();
        wrapped.server.kill();
        for (Socket client : clients) {
            Ending ending = end(client);
            wrapped.drain();
            assertThat(wrapped.judge.ruling(Wrapped.tuple(client), ending)).isInstanceOf(Ruling.Crashed.class);
            client.close();
        }
        wrapped.awaitExit();
        assertThat(wrapped.server.livePids()).isEmpty();
        wrapped.until("all deaths", () -> wrapped.judge.processes().pids().isEmpty());
        assertThat(wrapped.ring.rejected()).isEmpty();
        assertThat(wrapped.judge.strangers()).isZero();
        assertThat(wrapped.judge.processes().descriptorCount()).isZero();
    }

    private static Ending end(Socket client) throws IOException {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            return Ending.FIN;
        } catch (SocketException reset) {
            return Ending.RST;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
