package dev.holdfast.persistence.quorum;

import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.Settings;
import dev.holdfast.persistence.journal.RecordMemory;
import dev.holdfast.persistence.tls.NodeIdentity;
import dev.holdfast.protocol.quorum.QuorumMessage;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All connections of this node: calls the others, lets in who proves to be one of them, and keeps strangers few and short.
 *
 * <p>Owned by the journal's thread.
 */
final class PeerTable implements PeerConnection.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(TcpTransport.class);

    /** Beyond them the oldest goes: whoever fills the table does not keep the others out (I12). */
    private static final int STRANGERS_MAX = 32;

    private static final int ACCEPTS_MAX = 16;

    private final Selector selector;
    private final @Nullable NodeIdentity identity;
    private final RecordMemory memory;
    private final Executor journalThread;
    private final Hello own;
    private final Optional<ClusterNode> self;
    private final Map<String, PeerLink> links = new HashMap<>();
    private final Set<PeerConnection> connections = new LinkedHashSet<>();
    private final Set<PeerConnection> toFlush = new LinkedHashSet<>();
    private final WireBuffers wires = new WireBuffers();
    private final ByteBuffer inbound = ByteBuffer.allocateDirect(WireBuffers.BYTES);
    private final StrangerLog strangers = new StrangerLog();
    private @Nullable SelectionKey listening;
    private Transport.@Nullable Receiver receiver;

    PeerTable(
            Selector selector,
            Settings settings,
            @Nullable NodeIdentity identity,
            long life,
            RecordMemory memory,
            Executor journalThread) {
        this.selector = selector;
        this.memory = memory;
        this.identity = identity;
        this.journalThread = journalThread;
        String name = settings.node().name();
        this.own = new Hello(settings.cluster().name(), name, life);
        this.self = settings.cluster().node(name);
        long now = System.nanoTime();
        settings.cluster().nodes().stream()
                .filter(node -> !node.name().equals(name))
                .forEach(node -> links.put(node.name(), new PeerLink(name, node, now)));
    }

    /** Before the thread starts; a cluster of one listens to nobody. */
    void listen(Transport.Receiver hearing) throws IOException {
        receiver = hearing;
        if (self.isPresent()) {
            ServerSocketChannel port = ServerSocketChannel.open();
            port.bind(PeerLink.socketAddress(self.get())).configureBlocking(false);
            Congestion.unpace(port);
            listening = port.register(selector, SelectionKey.OP_ACCEPT);
        }
    }

    boolean isConnected(String node) {
        PeerLink link = links.get(node);
        return link != null && link.connection != null;
    }

    /** In the order of their names; for any thread. */
    List<PeerStatus> status() {
        return links.values().stream()
                .map(link -> link.status)
                .sorted(Comparator.comparing(PeerStatus::node))
                .toList();
    }

    void send(String to, String log, QuorumMessage message) {
        PeerLink link = links.get(to);
        if (link != null && link.connection != null) {
            link.send(link.connection, MessageCodec.encode(log, message));
            toFlush.add(link.connection);
        }
    }

    /** Writes what the round has left. */
    void flush() {
        if (!toFlush.isEmpty()) {
            List<PeerConnection> round = List.copyOf(toFlush);
            toFlush.clear();
            round.forEach(each -> guard(each, () -> each.flush(wires, System.nanoTime())));
        }
    }

    void ready(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (!(key.attachment() instanceof PeerConnection connection)) {
            accept(key);
            return;
        }
        guard(connection, () -> {
            if (key.isConnectable()) {
                connection.finishConnect();
            } else if (key.isReadable()) {
                connection.read(inbound, System.nanoTime());
            }
        });
        toFlush.add(connection);
    }

    private void accept(SelectionKey port) {
        try {
            ServerSocketChannel channel = (ServerSocketChannel) port.channel();
            SocketChannel next = channel.accept();
            for (int i = 0; next != null && i < ACCEPTS_MAX; i++) {
                add(next, null, SelectionKey.OP_READ);
                next = i + 1 < ACCEPTS_MAX ? channel.accept() : null;
            }
        } catch (IOException failed) {
            port.interestOps(0);
            strangers.refused("a connection", failed.toString());
        }
        boundStrangers();
    }

    private void boundStrangers() {
        List<PeerConnection> waiting = connections.stream()
                .filter(each -> each.isStranger() && each.dialled == null)
                .toList();
        for (int i = 0; i < waiting.size() - STRANGERS_MAX; i++) {
            end(waiting.get(i), "too many have not said who they are");
        }
    }

    private PeerConnection add(SocketChannel channel, @Nullable String dialled, int interest) throws IOException {
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
            SelectionKey key = channel.register(selector, interest);
            PeerConnection made = new PeerConnection(
                    channel, key, tunnel(dialled != null), dialled, own, memory, this, System.nanoTime());
            key.attach(made);
            connections.add(made);
            toFlush.add(made);
            return made;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    private Tunnel tunnel(boolean dialled) throws IOException {
        return identity == null ? new Tunnel.Plain() : new TlsTunnel(identity.engine(dialled));
    }

    /** Calls who is to be called, and ends what has waited too long. Every few milliseconds. */
    void watch(long now) {
        if (listening != null && listening.interestOps() == 0) {
            listening.interestOps(SelectionKey.OP_ACCEPT);
        }
        List.copyOf(connections).forEach(each -> guard(each, () -> each.watch(wires, now)));
        links.values().stream().filter(link -> link.wantsCall(now)).forEach(link -> call(link, now));
    }

    private void call(PeerLink link, long now) {
        try {
            PeerConnection made = add(SocketChannel.open(), link.node.name(), SelectionKey.OP_CONNECT);
            link.dialling = made;
            guard(made, () -> made.connect(link.address()));
        } catch (IOException failed) {
            unreachable(link, failed, now);
        }
    }

    private static void unreachable(PeerLink link, IOException why, long now) {
        if (link.callFailed(now)) {
            LOG.info("{} is not reached, and is called on: {}", link.node.name(), why.getMessage());
        }
    }

    @Override
    public void greeted(PeerConnection connection, Hello hello) throws IOException {
        PeerLink link = links.get(hello.node());
        if (!hello.cluster().equals(own.cluster())) {
            throw new IOException("is of the cluster " + hello.cluster());
        }
        if (link == null) {
            throw new IOException("is " + hello.node() + ", which is no node of this cluster");
        }
        if (link.dials ? connection != link.dialling : connection.dialled != null) {
            throw new IOException("is " + hello.node() + ", which was not called there");
        }
        PeerConnection before = link.connection;
        if (before != null && hello.life() < link.life) {
            throw new IOException("is an earlier life of " + hello.node());
        }
        if (before != null) {
            end(before, "is here anew");
        }
        link.connected(connection, hello.life(), System.nanoTime());
        LOG.info("connected to {}", hello.node());
        Objects.requireNonNull(receiver).connected(hello.node());
    }

    @Override
    public void received(Hello from, MessageCodec.Addressed message) {
        Objects.requireNonNull(receiver).received(from.node(), from.life(), message.log(), message.message());
    }

    /** What may go wrong with one connection. */
    private interface Step {
        void run() throws IOException;
    }

    /** Whatever goes wrong ends this connection only. */
    private void guard(PeerConnection connection, Step step) {
        if (!connections.contains(connection)) {
            return;
        }
        try {
            step.run();
            Runnable task = connection.takeTask();
            if (task != null) {
                elsewhere(connection, task);
            }
        } catch (IOException failed) {
            end(connection, String.valueOf(failed.getMessage()));
        }
    }

    private void elsewhere(PeerConnection connection, Runnable task) {
        Thread.ofVirtual().name("holdfast-journal-handshake").start(() -> {
            task.run();
            journalThread.execute(() -> {
                guard(connection, connection::taskDone);
                toFlush.add(connection);
            });
        });
    }

    private void end(PeerConnection connection, String why) {
        if (!connections.remove(connection)) {
            return;
        }
        long now = System.nanoTime();
        PeerLink called = connection.dialled == null ? null : links.get(connection.dialled);
        if (!connection.isStranger()) {
            LOG.info("the connection to {} is over: {}", connection, why);
        } else if (called != null) {
            unreachable(called, new IOException(why), now);
        } else {
            strangers.refused(connection, why);
        }
        links.values().forEach(link -> link.lost(connection, now));
        toFlush.remove(connection);
        connection.close(wires);
    }

    /** Closes all; by the journal's thread at its end, or if that never began. */
    void close() {
        connections.forEach(each -> each.close(wires));
        connections.clear();
        try {
            if (listening != null) {
                listening.channel().close();
            }
            selector.close();
        } catch (IOException failed) {
            LOG.debug("closing", failed);
        }
    }
}
