package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.PatternFile;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An upload whose server was killed, looked at with {@code holdfast journal} and with Wireshark. */
@Tag("system")
class JournalToolSystemTest {

    private static final long BYTES = 16 << 20;
    private static final long KILL_AFTER_BYTES = 4 << 20;

    @TempDir
    Path directory = Path.of("");

    @Test
    void tellsShowsExportsAndReplaysAnUploadWhoseServerWasKilled() throws Exception {
        Path file = directory.resolve("upload");
        PatternFile pattern = PatternFile.write(file, BYTES);
        LabRequest request = Labs.request("tjournal", SystemPrograms.python("uploads.py", "0.0.0.0", "9000"))
                .withJournal(LabRequest.JournalKind.DISK)
                .withJournalDirectory(directory.resolve("journals"));
        try (Lab lab = Labs.up(request)) {
            uploadWithOneKill(lab, file, pattern);

            JsonNode connection = new ObjectMapper().readTree(journal("ls", "-o", "jsonl"));
            assertThat(connection.path("incarnations").asInt()).isEqualTo(2);
            assertThat(connection.path("in").asLong()).isGreaterThan(BYTES);
            String id = connection.path("id").asText();
            assertThat(journal("ls", "-o", "jsonl", "--client", "10.77.0.99")).isEmpty();
            assertThat(journal("show", id)).contains("connection-opened", "server-replaced");
            assertThat(CommandLine.run("journal", "verify", "--node", socket(lab)))
                    .isEmpty();
            assertThat(journal("verify")).isEmpty();
            assertThat(CommandLine.run("journal", "diff", directory.toString(), socket(lab)))
                    .isEmpty();
            assertExportIsWhatTheClientSent(id, pattern);
            assertAFreshServerAnswersTheSame(id);
        }
    }

    private void uploadWithOneKill(Lab lab, Path file, PatternFile pattern) throws Exception {
        List<String> curl = List.of(
                "curl",
                "-sS",
                "-i",
                "-H",
                "Expect:",
                "--limit-rate",
                "8M",
                "-o",
                answer().toString(),
                "-T",
                file.toString(),
                "http://" + lab.addressing().vip() + ":9000/upload");
        try (Client client = Labs.client(lab, curl)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> bytesIn(lab) > KILL_AFTER_BYTES);
            assertThat(lab.killServer()).isPositive();
            assertThat(client.exit(Labs.PATIENCE)).as(client.lastWords()).isZero();
        }
        assertThat(Files.readString(answer())).contains(pattern.sha256());
    }

    private static long bytesIn(Lab lab) {
        return lab.status().path("connections").path(0).path("bytes_in").asLong();
    }

    private void assertExportIsWhatTheClientSent(String id, PatternFile pattern) throws Exception {
        Path capture = directory.resolve("export.pcapng");
        journal("export", "--pcapng", capture.toString(), "--payload", "--conn", id);

        Capture exported = new Capture(capture);
        byte[] sent = exported.sent();
        byte[] body = Arrays.copyOfRange(sent, sent.length - (int) pattern.bytes(), sent.length);
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body)))
                .isEqualTo(pattern.sha256());
        assertThat(new String(sent, 0, 12, StandardCharsets.US_ASCII)).isEqualTo("PUT /upload ");
        assertThat(exported.complaints()).isEmpty();
        assertThat(exported.hasBadChecksums()).isFalse();
        assertThat(exported.field("frame.comment", "frame.comment")).contains("the server was replaced: incarnation ");
    }

    private void assertAFreshServerAnswersTheSame(String id) throws Exception {
        int port;
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = any.getLocalPort();
        }
        Process server =
                new ProcessBuilder(SystemPrograms.python("uploads.py", "127.0.0.1", Integer.toString(port))).start();
        try {
            await().until(() -> listens(port));
            String to = "127.0.0.1:" + port;
            assertThat(journal("replay", id, "--to", to, "--fast", "--expect", answer().toString()))
                    .isEmpty();
            Path capture = directory.resolve("regenerated.pcapng");
            journal("export", "--pcapng", capture.toString(), "--payload", "--conn", id, "--regenerate", to);
            assertThat(new Capture(capture).field("http.response", "http.response.code"))
                    .startsWith("200");
        } finally {
            server.destroyForcibly();
        }
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException early) {
            return false;
        }
    }

    private Path answer() {
        return directory.resolve("answer");
    }

    private static String socket(Lab lab) {
        return lab.owner().place().adminSocket().toString();
    }

    private String journal(String command, String... options) {
        return CommandLine.run(
                Stream.concat(Stream.of("journal", command, "--journal", directory.toString()), Arrays.stream(options))
                        .toArray(String[]::new));
    }
}
