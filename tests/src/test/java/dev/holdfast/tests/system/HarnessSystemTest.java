package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The judges themselves: content with servers that nobody kills, and not with a server that is killed and not protected. */
@Tag("system")
class HarnessSystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String PORT = freePort();

    @Test
    void everyModeIsContentWithALivingServer() throws IOException {
        Process server = start("mixed");
        try {
            JsonNode report = client(
                    "--mixed",
                    "--mode",
                    "upload,blast,both,lines",
                    "--connections",
                    "8",
                    "--sessions",
                    "2",
                    "--bytes",
                    "3000000",
                    "--split");

            assertThat(report.path("ok").asBoolean())
                    .as(report.toPrettyString())
                    .isTrue();
            assertThat(report.path("completed").asInt()).isEqualTo(16);
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void anUnprotectedServersDeathIsNoticed() throws Exception {
        Process server = start("mixed");
        CompletableFuture.delayedExecutor(700, TimeUnit.MILLISECONDS).execute(server::destroyForcibly);
        JsonNode report = client(
                "--mixed",
                "--mode",
                "upload,blast,both,lines",
                "--connections",
                "4",
                "--bytes",
                "9000000",
                "--rate",
                "3000000");

        assertThat(report.path("ok").asBoolean()).isFalse();
        assertThat(report.path("completed").asInt()).isZero();
    }

    private static String freePort() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(any.getLocalPort());
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    private static Process start(String kind) throws IOException {
        Process server =
                new ProcessBuilder(SystemPrograms.python("servers.py", kind, "--bind", "127.0.0.1", PORT)).start();
        org.awaitility.Awaitility.await().until(() -> {
            try (var probe = new java.net.Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(PORT))) {
                return probe.isConnected();
            } catch (IOException early) {
                return false;
            }
        });
        return server;
    }

    private static JsonNode client(String... options) throws IOException {
        List<String> command =
                new ArrayList<>(SystemPrograms.python("streamclient.py", "--host", "127.0.0.1", "--port", PORT));
        command.addAll(List.of(options));
        return new ObjectMapper().readTree(Tool.run(PATIENCE, command).out());
    }
}
