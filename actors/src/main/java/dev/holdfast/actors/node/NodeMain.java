package dev.holdfast.actors.node;

import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.interceptors.host.SystemdSocket;
import dev.holdfast.interceptors.host.ThreadPriority;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.quorum.NodeMemory;
import dev.holdfast.persistence.quorum.QuorumNode;
import dev.holdfast.persistence.quorum.TcpTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a node in the foreground until it is told to stop.
 *
 * <p>When the cluster removes the node, a new one begins in the same process. Its copies of the journals stay meanwhile: membership
 * may cost a node its services, but never the journal one of its memories.
 */
public final class NodeMain {

    private static final Logger LOG = LoggerFactory.getLogger(NodeMain.class);
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int CONFIGURATION = 3;
    private static final int DAMAGE = 6;

    private final Settings settings;
    private @Nullable QuorumNode copies;
    private volatile @Nullable Node present;
    private volatile boolean damaged;

    private NodeMain(Settings settings) {
        this.settings = settings;
    }

    /** The exit code by the table in the design. */
    public static int run(Path config) {
        return switch (Settings.load(config)) {
            case SettingsResult.Invalid invalid -> {
                invalid.errors().forEach(System.err::println);
                yield CONFIGURATION;
            }
            case SettingsResult.Loaded loaded -> {
                LogLines.use(loaded.settings().node().logFormat());
                yield new NodeMain(loaded.settings()).run();
            }
        };
    }

    private int run() {
        try {
            copies = settings.cluster().nodes().isEmpty() ? null : openCopies();
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "holdfast-shutdown"));
            int ended = runOnce();
            for (Node node = present; ended == OK && node != null && node.wasRemoved(); node = present) {
                ended = runOnce();
            }
            return damaged ? DAMAGE : ended;
        } catch (NodeFailure refused) {
            System.err.println(refused.getMessage());
            return refused.getCause() instanceof JournalDamagedException ? DAMAGE : CONFIGURATION;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return FAILED;
        } catch (Exception failed) {
            LOG.error("the node failed", failed);
            return FAILED;
        } finally {
            closeCopies();
        }
    }

    private QuorumNode openCopies() throws NodeFailure {
        try {
            Files.createDirectories(settings.node().stateDirectory());
            Path state = settings.node().stateDirectory();
            long last = NodeLife.last(state);
            NodeMemory memory = NodeMemory.recall(settings, last);
            long life = memory.isWhole() ? last : NodeLife.next(state);
            QuorumNode opened = QuorumNode.start(settings, memory, TcpTransport.of(settings, life), life, this::broken);
            // leases are renewed and echoed there: a host that is busy with other work must not look dead
            opened.execute(() -> ThreadPriority.preferIfPermitted("the journal's thread"));
            return opened;
        } catch (IOException | JournalException failed) {
            throw new NodeFailure("the journal's copies", failed);
        }
    }

    /**
     * A copy that is not what was written is thrown away with its node: another owner goes on with its own copy, and this node
     * gets a new one from the others when it is started again.
     */
    private void broken(Throwable fault) {
        damaged = fault instanceof JournalDamagedException;
        System.err.println("holdfast: this node ends, for its copy of a journal is worth nothing: " + fault.getMessage()
                + "; start it again and the others give it a new one");
        Thread.ofPlatform().name("holdfast-broken").start(() -> System.exit(damaged ? DAMAGE : FAILED));
    }

    private synchronized void closeCopies() {
        if (copies != null) {
            copies.close();
            copies = null;
        }
    }

    private void stop() {
        Node node = present;
        if (node != null) {
            node.close();
        }
        closeCopies();
    }

    private int runOnce() throws InterruptedException, NodeFailure {
        try (Node node = Node.start(settings, copies)) {
            present = node;
            if (!node.startup().await()) {
                if (node.wasRemoved()) {
                    return OK;
                }
                System.err.println(node.startup().whyNot());
                return CONFIGURATION;
            }
            System.out.println("holdfast: ready");
            tellServiceManager();
            node.awaitStopped();
            return OK;
        }
    }

    private static void tellServiceManager() {
        try {
            SystemdSocket.ready("in its place: serves, follows or keeps copies");
        } catch (IOException nobody) {
            LOG.warn("{}", nobody.getMessage());
        }
    }
}
