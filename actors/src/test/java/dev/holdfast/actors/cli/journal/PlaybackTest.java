package dev.holdfast.actors.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import dev.holdfast.persistence.serialization.EventSerializer;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.wire.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PlaybackTest {

    private static final Duration SILENCE = Duration.ofMillis(300);

    private static final String ID = "web_192.0.2.7:40000_192.0.2.10:80_1";
    private static final int EVENT_MILLIS = 40;

    private final EventSerializer serializer = new EventSerializer();
    private final JournalStore store = MemoryStore.open(64 << 20);
    private final byte[] stream = new byte[300_000];

    @BeforeEach
    void logRunsOutOfOrder() {
        new Random(4).nextBytes(stream);
        log(1, run(0, 70_000));
        log(2, new ClientAckAdvanced(12));
        log(3, run(200_000, 100_000));
        log(4, run(70_000, 130_000));
    }

    private void logEnd() {
        log(5, new ClientBytesLogged(1 + stream.length, Payload.EMPTY, true));
    }

    private ClientBytesLogged run(int from, int length) {
        return new ClientBytesLogged(1 + from, Payload.of(stream, from, length), false);
    }

    private void log(long sequenceNr, Object event) {
        store.append(List.of(new Entry(
                        ID,
                        sequenceNr,
                        Entry.Kind.ORDINARY,
                        serializer.identifier(),
                        serializer.manifest(event),
                        "writer",
                        EVENT_MILLIS * sequenceNr,
                        Payload.of(serializer.toBinary(event)))))
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theServerHearsTheStreamAndItsAnswerIsKept() throws Exception {
        logEnd();
        try (EchoServer server = new EchoServer()) {
            ByteArrayOutputStream answer = new ByteArrayOutputStream();

            Playback.Result result = new Playback(store, ID, true, SILENCE).to(server.address(), answer);

            assertThat(answer.toByteArray()).isEqualTo(stream);
            assertThat(result).isEqualTo(new Playback.Result(stream.length, stream.length, true));
        }
    }

    @Test
    void anOpenConnectionEndsWithTheServersSilence() throws Exception {
        try (EchoServer server = new EchoServer()) {
            Playback.Result result =
                    new Playback(store, ID, true, SILENCE).to(server.address(), new ByteArrayOutputStream());

            assertThat(result).isEqualTo(new Playback.Result(stream.length, stream.length, false));
        }
    }

    @Test
    void takesTheRecordedTimeUnlessToldToBeFast() throws Exception {
        logEnd();
        try (EchoServer server = new EchoServer()) {
            long began = System.nanoTime();

            new Playback(store, ID, false, SILENCE).to(server.address(), new ByteArrayOutputStream());

            assertThat(System.nanoTime() - began).isGreaterThan(4 * EVENT_MILLIS * 1_000_000L);
        }
    }

    /** Sends back what it gets, one connection after the other. */
    private static final class EchoServer implements AutoCloseable {

        private final ServerSocket listener;

        EchoServer() throws IOException {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread.startVirtualThread(this::serve);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        private void serve() {
            try (Socket client = listener.accept()) {
                client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException closed) {
                assertThat(listener.isClosed()).isTrue();
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }
}
