package dev.holdfast.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabPlace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README shows under "With your own server", in its order, with the launcher and a real nginx. */
@Tag("system")
class OwnServerSystemTest {

    /** The one that {@code lab} takes if none is named, as README names none. */
    private static final String NAME = "lab";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long LARGE_BYTES = 4L << 30;

    @TempDir
    Path directory = Path.of("");

    private final List<Process> clients = new ArrayList<>();
    private boolean ours;

    @BeforeEach
    void prepareAServer() throws IOException {
        assumeFalse(new LabPlace(NAME).hasTraces(), "a lab of the default name is up already");
        ours = true;
        try (RandomAccessFile large =
                new RandomAccessFile(directory.resolve("large").toFile(), "rw")) {
            large.setLength(LARGE_BYTES);
        }
        Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                user root;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.error warn;
                events { }
                http { access_log off; sendfile on; server { listen 8080; root %1$s; } }
                """.formatted(directory));
    }

    @AfterEach
    void remove() {
        clients.forEach(Process::destroyForcibly);
        if (ours) {
            Lab.down(NAME);
        }
    }

    @Test
    void isTriedAsReadmeSays() throws Exception {
        Shell shell = new Shell(directory);
        Situation situation =
                new Situation(directory, new LabPlace(NAME).soleHost().adminSocket(), "", "", "");
        List<DocumentedCommand> commands = Documents.commands().stream()
                .filter(OwnServer::shows)
                .filter(Grammar::isComplete)
                .map(situation::fill)
                .toList();
        assertThat(commands).hasSizeGreaterThan(8);

        for (DocumentedCommand command : commands) {
            play(shell, command);
        }

        if (new LabPlace(NAME).hasTraces()) {
            shell.type("./holdfast lab exec client -- curl -sS --fail --retry 60 --retry-all-errors --retry-delay 1"
                    + " --max-time 10 -r 0-99 -o /dev/null http://10.77.0.10:8080/large");
            shell.type("./holdfast lab down");
        }
        assertThat(new LabPlace(NAME).hasTraces()).isFalse();
    }

    private void play(Shell shell, DocumentedCommand command) throws Exception {
        String line = command.text();
        if (command.begins("lab up") && new LabPlace(NAME).hasTraces()) {
            shell.type("./holdfast lab down");
        }
        if (command.begins("lab exec")) {
            clients.add(shell.typeElsewhere(line));
            await().atMost(PATIENCE).until(() -> bytesOut() > 0);
        } else if (command.begins("page")) {
            assertThat(page(shell.typeElsewhere(line))).contains("<title>Holdfast</title>");
        } else if (command.begins("lab kill server")) {
            assertThat(clients).as("while curl runs").anyMatch(Process::isAlive);
            shell.type(line);
            await().atMost(PATIENCE).until(() -> failure().path("phases_ms").has("total"));
            assertThat(failure().path("connections").asInt()).isPositive();
        } else {
            if (command.begins("lab down")) {
                expectGoodEnds();
            }
            shell.type(line);
        }
    }

    /** curl says so if a byte of what the server promised is missing. */
    private void expectGoodEnds() throws InterruptedException {
        for (Process client : clients) {
            assertThat(client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(client.exitValue()).isZero();
        }
        clients.clear();
    }

    private static String page(Process program) throws IOException {
        try (var said = program.inputReader()) {
            URI address = URI.create(said.readLine());
            return new String(address.toURL().openStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            program.destroy();
        }
    }

    private static long bytesOut() {
        return Lab.open(NAME)
                .status()
                .path("connections")
                .path(0)
                .path("bytes_out")
                .asLong();
    }

    private static JsonNode failure() {
        return Lab.open(NAME).status().path("failures").path(0);
    }
}
