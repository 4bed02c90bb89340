package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.actors.cli.Holdfast;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.PatternFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** curl asks nginx for several things on one connection; the journal of that as packets, and once more to another nginx. */
@Tag("system")
class HttpSessionReplaySystemTest {

    private static final List<String> PATHS = List.of("/small", "/large", "/missing", "/small");
    private static final long LARGE_BYTES = 3 << 20;

    @TempDir
    Path directory = Path.of("");

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.10", "fd77::10"})
    void theExportIsTheWireAndAFreshServerAnswersTheSameButForTheDate(String vip) throws Exception {
        Path www = Files.createDirectories(directory.resolve("www"));
        Files.writeString(www.resolve("small"), "a few bytes\n");
        PatternFile.write(www.resolve("large"), LARGE_BYTES);
        String listen = vip.contains(":") ? "[::]:9000" : "9000";
        LabRequest request = Labs.request("thttp", nginx("protected", listen))
                .withVip(vip)
                .withJournal(LabRequest.JournalKind.DISK)
                .withJournalDirectory(directory.resolve("journals"));
        try (Lab lab = Labs.up(request);
                LiveCapture wire = new LiveCapture(lab, directory.resolve("live.pcap"))) {
            try (Client curl = Labs.client(lab, curl(lab))) {
                assertThat(curl.exit(Labs.PATIENCE)).as(curl.lastWords()).isZero();
            }
            String id = awaitClosed();

            Capture live = wire.stop();
            Path file = directory.resolve("export.pcapng");
            journal("export", "--pcapng", file.toString(), "--payload", "--conn", id);
            Capture exported = new Capture(file);
            assertThat(new String(exported.sent(), StandardCharsets.US_ASCII).split("GET /"))
                    .hasSize(PATHS.size() + 1);
            assertThat(exported.sentSha256()).isEqualTo(live.sentSha256());
            assertThat(live.complaints()).containsAll(exported.complaints());
            assertThat(exported.hasBadChecksums()).isFalse();
            assertAFreshServerAnswersTheSame(id);
        }
    }

    /** The id of the connection, once it is closed in the journal too: a little after curl's end. */
    private String awaitClosed() {
        return await().atMost(Labs.PATIENCE)
                .until(
                        () -> CommandLine.json("journal", "ls", "-o", "jsonl", "--journal", directory.toString()),
                        connection -> connection.path("state").asText().equals("closed"))
                .path("id")
                .asText();
    }

    private void assertAFreshServerAnswersTheSame(String id) throws Exception {
        int port;
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = any.getLocalPort();
        }
        Process fresh = new ProcessBuilder(nginx("fresh", "127.0.0.1:" + port)).start();
        try {
            await().until(() -> listens(port));
            String[] replay = {
                id, "--to", "127.0.0.1:" + port, "--fast", "--expect", answers().toString()
            };
            assertThat(journal("replay", with(replay, "--may-differ", "Date: .*")))
                    .isEmpty();
            Files.writeString(directory.resolve("www/small"), "other bytes\n");
            assertThat(Holdfast.run(with(
                            with(new String[] {"journal", "replay"}, replay),
                            "--journal",
                            directory.toString(),
                            "--may-differ",
                            "Date: .*")))
                    .as("a body that differs")
                    .isEqualTo(1);
        } finally {
            fresh.destroy();
        }
    }

    /** All that curl was answered, heads included, in the order of the requests. */
    private Path answers() throws IOException {
        Path all = directory.resolve("answers");
        try (OutputStream out = Files.newOutputStream(all)) {
            for (int number = 0; number < PATHS.size(); number++) {
                Files.copy(answer(number), out);
            }
        }
        return all;
    }

    private Path answer(int number) {
        return directory.resolve("answer" + number);
    }

    private List<String> curl(Lab lab) {
        List<String> words = new ArrayList<>(List.of("curl", "-sS", "-i", "-g", "--noproxy", "*"));
        for (int number = 0; number < PATHS.size(); number++) {
            words.addAll(List.of(
                    "-o",
                    answer(number).toString(),
                    "http://%s:9000%s".formatted(lab.addressing().inUrl(), PATHS.get(number))));
        }
        return words;
    }

    /** As Debian's own, with all its files in a directory of that name. */
    private List<String> nginx(String name, String listen) throws IOException {
        Path own = Files.createDirectories(directory.resolve(name));
        Path configuration = Files.writeString(own.resolve("nginx.conf"), """
                daemon off;
                user root;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.error warn;
                events { worker_connections 64; }
                http {
                    access_log off;
                    sendfile on;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server { listen %2$s; root %3$s/www; }
                }
                """.formatted(own, listen, directory));
        return List.of("/usr/sbin/nginx", "-c", configuration.toString());
    }

    private String journal(String command, String... options) {
        return CommandLine.run(with(new String[] {"journal", command, "--journal", directory.toString()}, options));
    }

    private static String[] with(String[] words, String... more) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException early) {
            return false;
        }
    }
}
