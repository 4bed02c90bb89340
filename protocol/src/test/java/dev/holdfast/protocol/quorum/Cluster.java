package dev.holdfast.protocol.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Members joined by a network that delivers when told to, and a clock that moves when told to. */
final class Cluster {

    static final long LEASE = 300_000_000;

    record Sent(String from, long life, String to, QuorumMessage message) {}

    /** What one member did. */
    static final class Node implements QuorumEffects {
        final String name;
        final List<String> said = new ArrayList<>();
        final List<LogRecord> state = new ArrayList<>();
        private final Cluster cluster;
        private List<LogRecord> restoring = new ArrayList<>();
        private @Nullable Member member;
        /** What is read in the place of its state, if there is something. */
        @Nullable
        StateSource reads;

        long life;
        long stable;
        long leaseUntil = Long.MIN_VALUE;
        final List<Position> stores = new ArrayList<>();
        final List<Vote> votes = new ArrayList<>();
        boolean diskHangs;

        Node(Cluster cluster, String name) {
            this.cluster = cluster;
            this.name = name;
        }

        Member member() {
            return java.util.Objects.requireNonNull(member);
        }

        @Override
        public void send(String to, QuorumMessage message) {
            cluster.network.add(new Sent(name, life, to, message));
        }

        @Override
        public void keepVote(Vote vote) {
            votes.add(vote);
        }

        @Override
        public void store(long first, List<LogRecord> records) {
            stores.add(
                    new Position(first + records.size() - 1, records.getLast().epoch()));
        }

        @Override
        public void apply(long index, LogRecord record) {
            if (index == state.size() + 1) {
                state.add(record);
            }
        }

        @Override
        public StateSource readState() {
            return reads != null ? reads : new OneByOne(List.copyOf(state));
        }

        @Override
        public void beginRestore() {
            restoring = new ArrayList<>();
        }

        @Override
        public void restore(Payload part) {
            restoring.add(new LogRecord(Epoch.NONE, part));
        }

        @Override
        public void endRestore(Position position) {
            said.add("restored " + position.index());
            state.clear();
            state.addAll(restoring);
        }

        @Override
        public void opened(Epoch epoch, long last) {
            said.add("opened " + epoch);
        }

        @Override
        public void stable(long index) {
            stable = index;
        }

        @Override
        public void leaseUntil(long nanos) {
            leaseUntil = nanos;
        }

        @Override
        public void deposed(Epoch by) {
            said.add("deposed by " + by);
        }

        @Override
        public void writerLost() {
            said.add("writer lost");
        }
    }

    /** A record for a part; the opening record, which is empty, becomes a blank. */
    private static final class OneByOne implements StateSource {
        private final List<LogRecord> records;
        private int next;

        OneByOne(List<LogRecord> records) {
            this.records = records;
        }

        @Override
        public @Nullable Payload next(int bytesMax) {
            if (next == records.size()) {
                return null;
            }
            Payload payload = records.get(next++).payload();
            return payload.isEmpty() ? Payload.of(new byte[] {' '}) : payload;
        }

        @Override
        public boolean isWhole() {
            return true;
        }

        @Override
        public void close() {}
    }

    final List<Sent> network = new ArrayList<>();
    final Map<String, Node> nodes = new TreeMap<>();
    private final Map<String, QuorumSettings> settings = new HashMap<>();
    long now = 1_000_000_000_000L;

    Cluster(boolean durable, String... names) {
        List<String> replicas = List.of(names);
        for (String name : names) {
            settings.put(
                    name,
                    new QuorumSettings(name, replicas, LEASE, LEASE / 10, durable, 1 << 20, 1 << 16, 1 << 20, 200));
            Node node = new Node(this, name);
            nodes.put(name, node);
            restart(name);
        }
        run();
    }

    Node node(String name) {
        return java.util.Objects.requireNonNull(nodes.get(name));
    }

    Member member(String name) {
        return node(name).member();
    }

    /** The node begins a new life without memory. */
    void restart(String name) {
        Node node = node(name);
        node.life++;
        node.state.clear();
        node.stores.clear();
        node.member = Member.withoutMemory(java.util.Objects.requireNonNull(settings.get(name)), node.life, node, now);
    }

    void pass(long nanos) {
        for (long end = now + nanos; now < end; now += LEASE / 60) {
            nodes.values().forEach(node -> node.member().tick(now));
            run();
        }
    }

    /** Ticks without delivering anything. */
    void passSilently(long nanos) {
        now += nanos;
        nodes.values().forEach(node -> node.member().tick(now));
    }

    /** Delivers until nothing is under way. */
    void run() {
        run(_ -> true);
    }

    /** Delivers what fits until nothing that fits is under way; the rest stays. */
    void run(Predicate<Sent> which) {
        boolean any = true;
        while (any) {
            any = false;
            nodes.values().forEach(this::keepVotes);
            for (Sent sent : List.copyOf(network)) {
                if (which.test(sent)) {
                    any = true;
                    network.remove(sent);
                    member(sent.to()).receive(sent.from(), sent.life(), sent.message(), now);
                }
            }
        }
    }

    private void keepVotes(Node node) {
        if (!node.diskHangs) {
            List<Vote> kept = List.copyOf(node.votes);
            node.votes.clear();
            kept.forEach(node.member()::kept);
        }
    }

    /** The node starts again with what was on its disk. */
    void resume(String name, ReplicaMemory memory) {
        Node node = node(name);
        node.stores.clear();
        node.votes.clear();
        node.member = Member.withMemory(java.util.Objects.requireNonNull(settings.get(name)), memory, node, now);
    }

    void lose(Predicate<Sent> which) {
        network.removeIf(which);
    }

    /** The node becomes the writer, once all leases are over. */
    void elect(String name) {
        pass(2 * LEASE);
        member(name).takeOver(now);
        run();
    }

    long append(String name, String text) {
        return member(name).append(Payload.of(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), now);
    }

    List<String> texts(String name) {
        return node(name).state.stream()
                .map(record -> new String(record.payload().toArray(), java.nio.charset.StandardCharsets.US_ASCII))
                .filter(text -> !text.isBlank())
                .toList();
    }
}
