package dev.holdfast.actors.node;

import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.interceptors.host.SystemdSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a node in the foreground until it is told to stop. */
public final class NodeMain {

    private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int CONFIGURATION = 3;

    private NodeMain() {}

    /** The exit code by the table in the design. */
    public static int run(Path config) {
        return switch (Settings.load(config)) {
            case SettingsResult.Invalid invalid -> {
                invalid.errors().forEach(System.err::println);
                yield CONFIGURATION;
            }
            case SettingsResult.Loaded loaded -> run(loaded.settings());
        };
    }

    private static int run(Settings settings) {
        AtomicReference<Node> present = new AtomicReference<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(present.get()), "holdfast-shutdown"));
        try {
            while (true) {
                int ended = runOnce(settings, present);
                Node node = present.get();
                if (ended != OK || node == null || !node.wasRemoved()) {
                    return ended;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (Exception failed) {
            LOG.error("the node failed", failed);
            return FAILED;
        }
    }

    private static void stop(@Nullable Node node) {
        if (node != null) {
            node.close();
        }
    }

    private static void tellServiceManager() {
        try {
            SystemdSocket.ready("in its place: serves, follows or keeps copies");
        } catch (IOException nobody) {
            LOG.warn("{}", nobody.getMessage());
        }
    }

    private static int runOnce(Settings settings, AtomicReference<Node> present) throws InterruptedException {
        try (Node node = Node.start(settings)) {
            present.set(node);
            if (!node.awaitPublished()) {
                if (node.wasRemoved()) {
                    return OK;
                }
                System.err.println(node.whyUnpublished());
                return CONFIGURATION;
            }
            System.out.println("holdfast: ready");
            tellServiceManager();
            node.awaitStopped();
            return OK;
        } catch (NodeFailure refused) {
            System.err.println(refused.getMessage());
            return CONFIGURATION;
        }
    }
}
