package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.holdfast.config.Settings;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.JournaledService;
import dev.holdfast.persistence.journal.PresentStates;
import dev.holdfast.persistence.serialization.EventSamples;
import dev.holdfast.persistence.serialization.EventSerializer;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Voice;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three replicas in one JVM: what was stable is there after whatever happened. */
@Timeout(60)
abstract class QuorumStoreContract {

    private static final IpAddress VIP = IpAddress.v4(0x0a4d000a);
    private static final EventSerializer EVENTS = new EventSerializer();

    private static final String FSYNC = "rocksdb, fsync = true";

    private final Map<String, QuorumNode> nodes = new ConcurrentHashMap<>();
    private final Map<String, Long> lives = new ConcurrentHashMap<>();
    private long life = System.currentTimeMillis();

    @TempDir
    Path directory;

    /** The transport of one node. */
    abstract Transport transport(Settings settings, long itsLife) throws IOException;

    /** Settings that follow the nodes of the cluster. */
    String tls(String node) throws IOException {
        return "";
    }

    /** Of the nodes, for the journal. */
    int[] ports() {
        return new int[] {7402, 7404, 7406};
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(QuorumNode::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "rocksdb", FSYNC})
    void whatWasStableIsThereAfterATakeover(String store) {
        startAll(store);
        QuorumStore first = own("alpha");
        for (int i = 1; i <= 200; i++) {
            first.append(List.of(entry("web_1", i), entry("web_2", i)))
                    .toCompletableFuture()
                    .join();
        }
        first.forget("web_2").toCompletableFuture().join();
        kill("alpha");

        QuorumStore second = own("beta");

        assertThat(read(second, "web_1")).hasSize(200).isEqualTo(numbers(200));
        assertThat(read(second, "web_2")).isEmpty();
        second.append(List.of(entry("web_1", 201))).toCompletableFuture().join();
        assertThat(second.highestSequenceNr("web_1")).isEqualTo(201);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoTakesOverKnowsTheConnectionsWithoutReadingThem(boolean tookTheStateFromAnother) throws IOException {
        startAll("memory");
        QuorumStore first = own("alpha");
        ConnectionOpened opened = EventSamples.opened("10.77.0.1", "10.77.0.10");
        String open = opened.id().name();
        log(first, open, opened, new ClientBytesLogged(1, Payload.of(new byte[40]), false), new ClientAckAdvanced(7));
        log(first, "web_over", opened, new ConnectionClosed(ClosedBy.BOTH, "closed"));
        log(first, "web_gone", opened);
        first.forget("web_gone").toCompletableFuture().join();
        if (tookTheStateFromAnother) {
            kill("beta");
            start("beta", "memory");
            await().atMost(Duration.ofSeconds(10)).until(() -> store("beta").highestSequenceNr(open) == 3);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> first.status().replicas().stream().allMatch(Member.Progress::counts));
        }
        kill("alpha");

        QuorumStore second = own("beta");

        JournaledService found = second.service("web");
        assertThat(found.ended()).containsExactly("web_over");
        assertThat(found.damaged()).isEmpty();
        assertThat(found.open()).singleElement().satisfies(state -> {
            assertThat(state.opened()).isEqualTo(opened);
            assertThat(state.logged().contiguousEnd()).isEqualTo(41);
            assertThat(state.clientAcked()).isEqualTo(7);
            assertThat(second.present(open).toCompletableFuture().join()).contains(new PresentStates.Present(state, 3));
        });
        assertThat(second.present("web_gone").toCompletableFuture().join()).isEmpty();
    }

    private static void log(QuorumStore store, String id, Object... events) {
        for (int i = 0; i < events.length; i++) {
            Payload payload = Payload.of(EVENTS.toBinary(events[i]));
            String manifest = EVENTS.manifest(events[i]);
            Entry entry = new Entry(id, i + 1, Entry.Kind.ORDINARY, EVENTS.identifier(), manifest, "w", 1, payload);
            store.append(List.of(entry)).toCompletableFuture().join();
        }
    }

    @Test
    void aNodeThatComesBackEmptyCatchesUpAndMayThenTakeOver() throws IOException {
        startAll("memory");
        QuorumStore first = own("alpha");
        append(first, "web_1", 1, 500);
        kill("beta");
        append(first, "web_1", 501, 600);
        start("beta", "memory");
        await().atMost(Duration.ofSeconds(10)).until(() -> store("beta").highestSequenceNr("web_1") == 600);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> first.status().replicas().stream().allMatch(Member.Progress::counts));
        kill("alpha");

        QuorumStore second = own("beta");

        assertThat(read(second, "web_1")).isEqualTo(numbers(600));
    }

    @Test
    void withDisksThatRememberAllMayStopAtOnceAndGoOn() throws IOException {
        startAll(FSYNC);
        QuorumStore first = own("alpha");
        append(first, "web_1", 1, 300);
        first.forget("web_2").toCompletableFuture().join();
        List.of("alpha", "beta", "gamma").forEach(this::kill);

        startAll(FSYNC);
        QuorumStore second = own("beta");

        assertThat(read(second, "web_1")).isEqualTo(numbers(300));
        append(second, "web_1", 301, 310);
        assertThat(read(second, "web_1")).isEqualTo(numbers(310));
    }

    @Test
    void aNodeWhoseDiskIsGoneBeginsEmptyAndIsFilledAgain() throws IOException {
        startAll(FSYNC);
        QuorumStore first = own("alpha");
        append(first, "web_1", 1, 300);
        kill("beta");
        NodeMemory.erase(directory.resolve("beta").resolve("journal").resolve("10.77.0.10"));
        long before = lives.getOrDefault("beta", 0L);
        start("beta", FSYNC);
        await().atMost(Duration.ofSeconds(10)).until(() -> store("beta").highestSequenceNr("web_1") == 300);
        long since = lives.getOrDefault("beta", 0L);
        List.of("alpha", "beta", "gamma").forEach(this::kill);
        startAll(FSYNC);
        own("alpha");

        assertThat(since).isGreaterThan(before);
        assertThat(lives).containsEntry("beta", since);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> store("beta").status().voice() == Voice.VOTING);
        assertThat(read(store("beta"), "web_1")).isEqualTo(numbers(300));
    }

    @Test
    void aDiskOfAnotherClusterIsRefused() throws IOException {
        start("alpha", FSYNC);
        kill("alpha");
        Settings other = ThreeNodes.settings(directory, "alpha", FSYNC, ports(), "name = another\n" + tls("alpha"));

        assertThatThrownBy(() -> NodeMemory.recall(other, lives.getOrDefault("alpha", 0L)))
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("cluster another");
    }

    @Test
    void whoGaveWayWritesNoMore() {
        startAll("memory");
        QuorumStore first = own("alpha");
        append(first, "web_1", 1, 10);
        first.stepDown();
        own("beta");

        assertThatThrownBy(() -> first.append(List.of(entry("web_1", 11)))
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(JournalException.class);
        assertThat(read(store("beta"), "web_1")).isEqualTo(numbers(10));
    }

    @Test
    void withoutAMajorityNothingIsStable() {
        startAll("memory");
        QuorumStore first = own("alpha");
        append(first, "web_1", 1, 10);
        kill("beta");
        kill("gamma");

        var waits = first.append(List.of(entry("web_1", 11))).toCompletableFuture();

        await().during(Duration.ofMillis(300)).until(() -> !waits.isDone());
    }

    private void startAll(String store) {
        for (String node : List.of("alpha", "beta", "gamma")) {
            try {
                start(node, store);
            } catch (IOException failed) {
                throw new AssertionError(failed);
            }
        }
    }

    private void start(String node, String store) throws IOException {
        Settings settings = ThreeNodes.settings(directory, node, store, ports(), tls(node));
        life++;
        NodeMemory memory = NodeMemory.recall(settings, lives.getOrDefault(node, 0L));
        long its = memory.isWhole() ? lives.getOrDefault(node, 0L) : life;
        lives.put(node, its);
        nodes.put(node, QuorumNode.start(settings, memory, transport(settings, its), its, this::broken));
    }

    private void broken(Throwable fault) {
        throw new AssertionError(fault);
    }

    private QuorumStore store(String node) {
        QuorumNode running = nodes.get(node);
        if (running == null) {
            throw new AssertionError(node + " does not run");
        }
        return running.journal(VIP);
    }

    private QuorumStore own(String node) {
        return TakesOver.of(store(node));
    }

    private void kill(String node) {
        QuorumNode running = nodes.remove(node);
        if (running != null) {
            running.close();
        }
    }

    private static void append(QuorumStore store, String id, int from, int to) {
        for (int i = from; i <= to; i++) {
            store.append(List.of(entry(id, i))).toCompletableFuture().join();
        }
    }

    private static Entry entry(String id, long number) {
        return new Entry(id, number, Entry.Kind.ORDINARY, 7, "m", "w", 1, Payload.of(new byte[(int) (number % 900)]));
    }

    private static List<Long> read(JournalStore store, String id) {
        List<Long> all = new ArrayList<>();
        store.read(id, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> all.add(entry.sequenceNr()));
        return all;
    }

    private static List<Long> numbers(long to) {
        List<Long> all = new ArrayList<>();
        for (long i = 1; i <= to; i++) {
            all.add(i);
        }
        return all;
    }
}
