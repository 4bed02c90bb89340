package dev.holdfast.actors.node;

import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import java.nio.file.Path;
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
        try (Node node = Node.start(settings)) {
            Thread hook = new Thread(node::close, "holdfast-shutdown");
            Runtime.getRuntime().addShutdownHook(hook);
            if (!node.awaitPublished()) {
                System.err.println(node.whyUnpublished());
                return CONFIGURATION;
            }
            System.out.println("holdfast: ready");
            node.awaitStopped();
            return OK;
        } catch (NodeFailure refused) {
            System.err.println(refused.getMessage());
            return CONFIGURATION;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (Exception failed) {
            LOG.error("the node failed", failed);
            return FAILED;
        }
    }
}
