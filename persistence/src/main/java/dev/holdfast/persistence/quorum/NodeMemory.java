package dev.holdfast.persistence.quorum;

import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.JournalSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.RecordFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What this node's disk remembers of the journals that it is a replica of, with {@code journal.fsync} and the store on disk; else nothing.
 *
 * <p>It is whole, or it counts as lost: all of it is of the node's last life, and nothing of what began in that life is missing. A list
 * of that is kept beside the journals ({@link MemoryList}). A node that remembers goes on with its life; one that does not begins
 * another, and erases what is left. Used by the node's main thread.
 */
public final class NodeMemory implements AutoCloseable {

    private final Map<String, Path> directories;
    private final Map<String, String> identities = new HashMap<>();
    private final Map<String, ReplicaDisk> disks = new HashMap<>();
    private final MemoryList list;
    private final boolean whole;

    private NodeMemory(Settings settings, long last) {
        this.directories = durable(settings.journal()) ? directories(settings) : Map.of();
        this.list = new MemoryList(settings.journal().directory());
        settings.vips().forEach(vip -> identities.put(vip.address().toString(), identity(settings, vip)));
        try {
            directories.forEach((log, directory) -> {
                if (Files.exists(logIn(directory))) {
                    open(log, directory);
                }
            });
            this.whole = !directories.isEmpty() && isWhole(settings.node().name(), last);
        } catch (JournalException refused) {
            close();
            throw refused;
        }
    }

    /**
     * Opens what there is.
     *
     * @param last number of the node's last life, 0 if there was none
     * @throws JournalDamagedException if it is not what was written; the place is named
     * @throws JournalException if it is of another cluster, node or journal, or cannot be used
     */
    public static NodeMemory recall(Settings settings, long last) {
        return new NodeMemory(settings, last);
    }

    private static boolean durable(JournalSettings journal) {
        return journal.fsync() && journal.store() == JournalSettings.Store.ROCKSDB;
    }

    private static Map<String, Path> directories(Settings settings) {
        Map<String, Path> directories = new TreeMap<>();
        for (VipSettings vip : settings.vips()) {
            if (replicas(settings, vip).contains(settings.node().name())) {
                JournalSettings journal = settings.journal().of(vip.address());
                directories.put(vip.address().toString(), journal.directory());
            }
        }
        return directories;
    }

    private static List<String> replicas(Settings settings, VipSettings vip) {
        return settings.cluster().replicasOf(vip).stream()
                .map(ClusterNode::name)
                .toList();
    }

    /** Another set of replicas is another journal: majorities of the two need not meet. */
    private static String identity(Settings settings, VipSettings vip) {
        return "cluster " + settings.cluster().name() + ", node "
                + settings.node().name() + ", journal " + vip.address() + " of "
                + String.join(" ", new TreeSet<>(replicas(settings, vip)));
    }

    private static Path logIn(Path directory) {
        return directory.resolve(RecordFiles.DIRECTORY);
    }

    static Path copyIn(Path directory, int number) {
        return directory.resolve("copy-" + number);
    }

    private void open(String log, Path directory) {
        disks.put(log, new ReplicaDisk(logIn(directory), identities.getOrDefault(log, "")));
    }

    private boolean isWhole(String node, long last) {
        if (last == 0 || list.life() != last) {
            return false;
        }
        return directories.entrySet().stream()
                .filter(each -> list.logs().contains(each.getKey()))
                .allMatch(each -> isThere(disks.get(each.getKey()), each.getValue(), node, last));
    }

    private static boolean isThere(@Nullable ReplicaDisk disk, Path directory, String node, long last) {
        if (disk == null || disk.isNew()) {
            return false;
        }
        boolean ofLast = disk.memory() == null || disk.memory().vote().lives().of(node) == last;
        return ofLast && Files.exists(copyIn(directory, disk.copy()).resolve("CURRENT"));
    }

    /** Whether the node goes on with its last life. */
    public boolean isWhole() {
        return whole;
    }

    /** From now on it is the memory of {@code life}; what is not is erased. @throws JournalException if that cannot be done */
    void begin(long life) {
        Set<String> known = new TreeSet<>(whole ? list.logs() : Set.of());
        if (!whole) {
            list.erase();
        }
        directories.forEach((log, directory) -> {
            if (!known.contains(log)) {
                ReplicaDisk before = disks.remove(log);
                if (before != null) {
                    before.close();
                }
                erase(directory);
                open(log, directory);
            }
        });
        known.addAll(directories.keySet());
        if (!directories.isEmpty()) {
            list.write(life, known);
        }
    }

    /** Of the journal {@code log}; null if it does not outlive the node. */
    @Nullable
    ReplicaDisk disk(String log) {
        return disks.get(log);
    }

    /** It turned out to be damaged: the next start begins without. Any thread. */
    void discard() {
        if (!directories.isEmpty()) {
            list.erase();
        }
    }

    static void erase(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException failed) {
            throw new JournalException("the old copy in " + directory + " cannot be removed: " + failed, failed);
        }
    }

    @Override
    public void close() {
        disks.values().forEach(ReplicaDisk::close);
        disks.clear();
    }
}
