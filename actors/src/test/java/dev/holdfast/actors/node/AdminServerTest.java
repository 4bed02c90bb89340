package dev.holdfast.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.AdminSocket;
import dev.holdfast.actors.placement.PlacementMessage;
import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.persistence.remote.JournalAnswers;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminServerTest {

    @TempDir
    Path directory = Path.of("");

    private final EventLoop loop = new EventLoop((_, _) -> {});
    private final Thread thread = new Thread(loop, "loop");

    @BeforeEach
    void start() {
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        loop.stop();
        thread.join();
    }

    private AdminServer open() throws NodeFailure {
        NodeSnapshot nothing =
                new NodeSnapshot("alpha", 0, "memory", List.of(), List.of(), List.of(), List.of(), List.of());
        Snapshots snapshots = new Snapshots(loop, () -> nothing);
        AdminRequests requests = new AdminRequests(
                snapshots,
                List.of(),
                _ -> CompletableFuture.completedFuture(new PlacementMessage.NotOwner("alpha")),
                "web"::equals);
        return AdminServer.open(path(), requests, new JournalAnswers(Map.of()));
    }

    private Path path() {
        return directory.resolve("admin.sock");
    }

    @Test
    void whoConnectsAndSaysNothingHoldsUpNobody() throws IOException, NodeFailure {
        try (AdminServer server = open();
                SocketChannel silent = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            assertThat(server).isNotNull();
            silent.connect(UnixDomainSocketAddress.of(path()));

            JsonNode status = new AdminSocket(path()).ask("status");

            assertThat(status.path("node").asText()).isEqualTo("alpha");
        }
    }

    @Test
    void isForItsOwnerOnly() throws IOException, NodeFailure {
        try (AdminServer server = open()) {
            assertThat(server).isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void whatItDoesNotKnowItSays() throws IOException, NodeFailure {
        try (AdminServer server = open()) {
            assertThat(server).isNotNull();
            AdminSocket socket = new AdminSocket(path());
            assertThat(socket.ask("nonsense").path("error").asText()).contains("known: status");
            assertThat(socket.ask("events x y").path("error").asText()).contains("sequence number");
            assertThat(socket.ask("find x").path("state").asText()).isEqualTo("owner-unknown");
            assertThat(socket.ask("events x 1").path("highest").asInt(-1)).isZero();
            assertThat(socket.ask("kill-server other").path("ok").asBoolean(true))
                    .isFalse();
            assertThat(socket.ask("kill-server web").path("ok").asBoolean()).isTrue();
        }
    }
}
