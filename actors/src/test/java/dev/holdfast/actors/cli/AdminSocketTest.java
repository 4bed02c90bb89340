package dev.holdfast.actors.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSocketTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void givesTheDocumentThatTheNodeAnswers() throws Exception {
        try (ServerSocketChannel node = listening()) {
            Thread answering = Thread.startVirtualThread(() -> answer(node, "{\"node\": \"n\"}"));

            JsonNode status = new AdminSocket(path()).ask("status");

            answering.join();
            assertThat(status.path("node").asText()).isEqualTo("n");
        }
    }

    @Test
    void saysNotReachableWhenNobodyListens() {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> new AdminSocket(path()).ask("status"))
                .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE));
    }

    @Test
    void saysTimedOutWhenNoAnswerComes() throws Exception {
        try (ServerSocketChannel silent = listening()) {
            assertThat(silent.isOpen()).isTrue();
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> new AdminSocket(path(), Duration.ofMillis(100)).ask("status"))
                    .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.TIMED_OUT));
        }
    }

    @Test
    void saysFailedWhenTheAnswerIsNoJson() throws Exception {
        try (ServerSocketChannel node = listening()) {
            Thread answering = Thread.startVirtualThread(() -> answer(node, "hello {"));

            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> new AdminSocket(path()).ask("status"))
                    .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED));
            answering.join();
        }
    }

    private Path path() {
        return directory.resolve("admin.sock");
    }

    private ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path()));
    }

    private static void answer(ServerSocketChannel node, String document) {
        try (SocketChannel asker = node.accept()) {
            asker.read(ByteBuffer.allocate(100));
            asker.write(ByteBuffer.wrap(document.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
