package dev.holdfast.persistence.quorum;

import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.JournalSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.quorum.QuorumSettings;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** This node's copies of the journals that it is a replica of. Started and closed by the node's main thread. */
public final class QuorumNode implements AutoCloseable, Transport.Receiver {

    private final Transport transport;
    private final Map<String, QuorumLog> logs = new HashMap<>();

    private QuorumNode(Transport transport) {
        this.transport = transport;
    }

    /**
     * Opens a copy of every journal, the one that is remembered or an empty one, and begins to listen and to call the others.
     *
     * @param memory of this node; closed with it
     * @param life the last one if the memory is whole, else higher than any before on this node
     * @param onBroken hears, on any thread, that a copy was found damaged or cannot be written: the node should begin again; with
     *     an empty one if it was damaged, which the others fill
     * @throws JournalException if a copy cannot be opened
     */
    public static QuorumNode start(
            Settings settings, NodeMemory memory, Transport transport, long life, Consumer<Throwable> onBroken) {
        QuorumNode node = new QuorumNode(transport);
        try {
            memory.begin(life);
            node.open(settings, memory, life, fault -> {
                if (fault instanceof JournalDamagedException) {
                    memory.discard();
                }
                onBroken.accept(fault);
            });
        } catch (JournalException refused) {
            node.logs.values().forEach(QuorumLog::close);
            memory.close();
            throw refused;
        }
        transport.start(node);
        return node;
    }

    private void open(Settings settings, NodeMemory memory, long life, Consumer<Throwable> onBroken) {
        String self = settings.node().name();
        for (VipSettings vip : settings.vips()) {
            List<String> replicas = settings.cluster().replicasOf(vip).stream()
                    .map(ClusterNode::name)
                    .toList();
            if (replicas.contains(self)) {
                String name = vip.address().toString();
                ReplicaDisk disk = memory.disk(name);
                QuorumSettings quorum = QuorumSettings.of(
                        self, replicas, settings.cluster().lease().toNanos(), disk != null);
                JournalSettings journal = settings.journal().of(vip.address());
                IntFunction<JournalStore> stores =
                        number -> disk == null ? fresh(journal, number) : kept(journal, disk, number);
                logs.put(name, new QuorumLog(name, transport, quorum, life, stores, disk, onBroken));
            }
        }
    }

    /** What an earlier life left is not trusted: the others have it all. */
    private static JournalStore fresh(JournalSettings journal, int number) {
        Path own = journal.directory().resolve("copy-" + number % 2);
        if (journal.store() == JournalSettings.Store.ROCKSDB) {
            NodeMemory.erase(number == 0 ? journal.directory() : own);
        }
        return JournalStore.open(journal.in(own));
    }

    /** The copy that the disk knows, or else an empty one beside it. */
    private static JournalStore kept(JournalSettings journal, ReplicaDisk disk, int number) {
        Path directory = journal.directory();
        try (Stream<Path> entries = Files.list(directory)) {
            Set<Path> needed = disk.copies().stream()
                    .map(each -> NodeMemory.copyIn(directory, each))
                    .collect(Collectors.toSet());
            entries.filter(each -> each.getFileName().toString().startsWith("copy-") && !needed.contains(each))
                    .forEach(NodeMemory::erase);
        } catch (IOException failed) {
            throw new JournalException("the copies in " + directory + " cannot be listed: " + failed, failed);
        }
        return JournalStore.open(journal.in(NodeMemory.copyIn(directory, number)));
    }

    /** Runs {@code task} soon on the journal's thread, which all leases depend on: it must not wait. */
    public void execute(Runnable task) {
        transport.execute(task);
    }

    /** The other nodes in the order of their names; any thread. */
    public List<PeerStatus> peers() {
        return transport.peers();
    }

    public boolean isReplicaOf(IpAddress vip) {
        return logs.containsKey(vip.toString());
    }

    /** The journal of {@code vip}. @throws IllegalArgumentException if this node is no replica of it */
    public QuorumStore journal(IpAddress vip) {
        QuorumLog log = logs.get(vip.toString());
        if (log == null) {
            throw new IllegalArgumentException("no replica of the journal of " + vip);
        }
        return new QuorumStore(log);
    }

    @Override
    public void received(String from, long life, String log, QuorumMessage message) {
        QuorumLog known = logs.get(log);
        if (known != null) {
            known.received(from, life, message);
        }
    }

    @Override
    public void connected(String node) {
        logs.values().forEach(log -> log.connected(node));
    }

    /** Copies that hear nothing any more are none. */
    @Override
    public void failed(Throwable fault) {
        logs.values().forEach(log -> log.failed(fault));
    }

    @Override
    public long tick(long nowNanos) {
        long due = Long.MAX_VALUE;
        for (QuorumLog log : logs.values()) {
            due = Math.min(due, log.tick(nowNanos));
        }
        return due;
    }

    @Override
    public void close() {
        transport.close();
        logs.values().forEach(QuorumLog::close);
    }
}
