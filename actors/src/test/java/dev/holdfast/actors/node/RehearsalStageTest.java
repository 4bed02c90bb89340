package dev.holdfast.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.interceptors.loop.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Actors, gateway, packet path and wrap together, without a network. */
@Timeout(60)
class RehearsalStageTest {

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop((_, cause) -> faults.add(cause));
    private final Thread thread = new Thread(loop, "loop");

    @TempDir
    Path directory;

    private NodeActors actors;

    @BeforeEach
    void start() throws IOException, NodeFailure {
        thread.start();
        actors = NodeActors.start(settings(), loop);
    }

    @AfterEach
    void stop() throws InterruptedException {
        actors.close();
        loop.stop();
        thread.join();
    }

    private Settings settings() throws IOException {
        Path file = Files.writeString(directory.resolve("node.conf"), """
                holdfast.node { state-directory = "%s", admin-socket = "/run/hf.sock" }
                holdfast.vips = [{ address = "192.0.2.10", interface = lo
                  services = [{ name = web, port = 80, command = [ "/bin/true" ] }] }]
                """.formatted(directory));
        return switch (Settings.load(file)) {
            case SettingsResult.Loaded loaded -> loaded.settings();
            case SettingsResult.Invalid invalid -> throw new AssertionError(invalid.errors());
        };
    }

    private int rehearse(AtomicBoolean wanted) throws Exception {
        CompletableFuture<Integer> done = new CompletableFuture<>();
        try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
            loop.execute(() -> RehearsalStage.begin(loop, readers, actors, wanted::get, done::complete));
            return done.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void everyConnectionLosesItsServerAndItsHostAndLives() throws Exception {
        assertThat(rehearse(new AtomicBoolean(true))).isEqualTo(24);
        assertThat(faults).isEmpty();
    }

    @Test
    void itEndsAtOnceWhenTheNodeHasSomethingToDo() throws Exception {
        assertThat(rehearse(new AtomicBoolean(false))).isZero();
    }
}
