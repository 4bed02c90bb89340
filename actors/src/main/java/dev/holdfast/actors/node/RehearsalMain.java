package dev.holdfast.actors.node;

import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.interceptors.loop.EventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A rehearsal by itself, in a process that then ends: what a JVM learns from for its ahead-of-time cache (JEP 514, 515). */
public final class RehearsalMain {

    private static final Logger LOG = LoggerFactory.getLogger(RehearsalMain.class);
    private static final long PATIENCE_SECONDS = 30;

    private RehearsalMain() {}

    /**
     * Needs no rights; listens on a port of the loopback meanwhile.
     *
     * @return how many connections went through everything
     * @throws IOException if it cannot be set up
     */
    public static int run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("holdfast-rehearsal");
        EventLoop loop = new EventLoop((where, cause) -> LOG.error("in the rehearsal's loop ({})", where, cause));
        Thread thread = new Thread(loop, "holdfast-loop");
        thread.start();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
                NodeActors actors = NodeActors.start(settings(directory), loop)) {
            CompletableFuture<Integer> done = new CompletableFuture<>();
            loop.execute(() -> RehearsalStage.begin(loop, readers, actors, () -> true, done::complete));
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (NodeFailure refused) {
            throw new IOException("no rehearsal: " + refused.getMessage(), refused);
        } catch (ExecutionException | TimeoutException never) {
            LOG.warn("the rehearsal did not end: {}", never.toString());
            return 0;
        } finally {
            loop.stop();
            thread.join();
            Files.deleteIfExists(directory.resolve("node.conf"));
            Files.deleteIfExists(directory);
        }
    }

    private static Settings settings(Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("node.conf"), """
                holdfast.node { state-directory = "%1$s", admin-socket = "/run/holdfast/rehearsal.sock" }
                holdfast.vips = [{ address = "192.0.2.1", interface = lo
                  services = [{ name = rehearsal, port = 80, command = [ "/bin/true" ] }] }]
                """.formatted(directory));
        return switch (Settings.load(file)) {
            case SettingsResult.Loaded loaded -> loaded.settings();
            case SettingsResult.Invalid invalid ->
                throw new IOException("the rehearsal's settings: " + invalid.errors());
        };
    }
}
