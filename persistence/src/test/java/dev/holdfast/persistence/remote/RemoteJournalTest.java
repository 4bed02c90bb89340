package dev.holdfast.persistence.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.inspect.JournalDifference;
import dev.holdfast.persistence.inspect.JournalGenerator;
import dev.holdfast.persistence.inspect.JournalGenerator.Expected;
import dev.holdfast.persistence.inspect.Selection;
import dev.holdfast.persistence.inspect.Verification;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteJournalTest {

    @TempDir
    private Path directory;

    private final JournalStore store = MemoryStore.open(64 << 20);
    private final List<Expected> expected = new JournalGenerator(8, 15, 120, 30_000).write(store);
    private final ServerSocketChannel listener;

    RemoteJournalTest() throws IOException {
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @BeforeEach
    void listen() throws IOException {
        listener.bind(UnixDomainSocketAddress.of(socket()));
        Thread.ofPlatform().daemon().start(this::serve);
    }

    private Path socket() {
        return directory.resolve("admin.sock");
    }

    private void serve() {
        JournalAnswers answers = new JournalAnswers(Map.of("192.0.2.10", store));
        while (listener.isOpen()) {
            try (SocketChannel client = listener.accept()) {
                String line = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8)).readLine();
                answers.answer(line, Channels.newOutputStream(client));
            } catch (IOException ended) {
                assertThat(ended).isNotNull();
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        store.close();
    }

    @Test
    void isTheNodesJournalEntryForEntry() {
        RemoteJournal remote = new RemoteJournal(socket(), "192.0.2.10", true);

        assertThat(JournalDifference.first(store, remote, Selection.ALL, _ -> {}))
                .isNull();
        assertThat(remote.highestSequenceNr(expected.getFirst().id()))
                .isEqualTo(expected.getFirst().events());
        List<Long> some = new ArrayList<>();
        remote.read(expected.getFirst().id(), 5, 9, 3, entry -> some.add(entry.sequenceNr()));
        assertThat(some).containsExactly(5L, 6L, 7L);
    }

    @Test
    void withoutBytesItIsSoundAndHasZeros() {
        RemoteJournal remote = new RemoteJournal(socket(), RemoteJournal.ONLY, false);
        List<Object> damages = new ArrayList<>();

        new Verification(remote, Selection.ALL, _ -> {}, damages::add).run();

        assertThat(damages).isEmpty();
        assertThat(JournalDifference.first(store, remote, Selection.ALL, _ -> {}))
                .isNotNull();
        Expected one = expected.getFirst();
        assertThat(JournalGenerator.stream(remote, one.id()))
                .hasSize((int) one.bytesIn())
                .containsOnly(0);
    }

    @Test
    void namesTheAddressesThatThereAre() {
        assertThatThrownBy(() -> new RemoteJournal(socket(), "192.0.2.11", false).persistenceIds())
                .isInstanceOf(JournalException.class)
                .hasMessageContaining("192.0.2.10");
    }
}
