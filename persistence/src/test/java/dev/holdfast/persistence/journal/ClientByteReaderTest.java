package dev.holdfast.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.serialization.EventSerializer;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.wire.Payload;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientByteReaderTest {

    private static final String ID = "web_192.0.2.7:1 > 192.0.2.10:80_1";

    private final EventSerializer serializer = new EventSerializer();
    private final JournalStore store = MemoryStore.open(64 << 20);
    private long sequenceNr;

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void waitsForTheByteThatIsMissing() {
        log(bytes(1, "abc"), bytes(7, "ghi"));
        ClientByteReader reader = new ClientByteReader(store, ID, 1);

        assertThat(text(reader.next(2))).isEqualTo("ab");
        assertThat(text(reader.next(9))).isEqualTo("c");
        assertThat(reader.next(9).isEmpty()).isTrue();
        log(new ClientAckAdvanced(5), bytes(4, "def"));

        assertThat(text(reader.next(4))).isEqualTo("defg");
        assertThat(text(reader.next(9))).isEqualTo("hi");
        assertThat(reader.next(9).isEmpty()).isTrue();
        assertThat(reader.offset()).isEqualTo(10);
    }

    @Test
    void beginsWithinAnEventAndEndsWithTheFin() {
        log(bytes(1, "abcdef"), new ClientBytesLogged(7, Payload.EMPTY, true));
        ClientByteReader reader = new ClientByteReader(store, ID, 4);

        assertThat(reader.finReached()).isFalse();
        assertThat(text(reader.next(100))).isEqualTo("def");
        assertThat(reader.next(1).isEmpty()).isTrue();
        assertThat(reader.finReached()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void putsAnyOrderRight(long seed) {
        Random random = new Random(seed);
        byte[] stream = Entries.random(seed, 1 << 20);
        List<ClientBytesLogged> events = new ArrayList<>();
        for (int from = 0; from < stream.length; ) {
            int length = Math.min(stream.length - from, 1 + random.nextInt(4000));
            events.add(
                    new ClientBytesLogged(1 + from, Payload.of(stream, from, length), from + length == stream.length));
            from += length;
        }
        Collections.shuffle(events, random);
        ClientByteReader reader = new ClientByteReader(store, ID, 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (ClientBytesLogged event : events) {
            log(event);
            drain(reader, out, 1 + random.nextInt(5000));
        }

        assertThat(out.toByteArray()).isEqualTo(stream);
        assertThat(reader.finReached()).isTrue();
    }

    @Test
    void findsPlacesAgainThatItHadToForget() {
        int count = ClientByteReader.AHEAD_MAX + 500;
        for (int i = count; i >= 1; i--) {
            log(new ClientBytesLogged(i, Payload.of(new byte[] {(byte) i}), false));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        drain(new ClientByteReader(store, ID, 1), out, 1000);

        byte[] bytes = out.toByteArray();
        assertThat(bytes).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(bytes[i]).isEqualTo((byte) (i + 1));
        }
    }

    private void log(ConnectionEvent... events) {
        for (ConnectionEvent event : events) {
            Entry entry = new Entry(
                    ID,
                    ++sequenceNr,
                    Entry.Kind.ORDINARY,
                    serializer.identifier(),
                    serializer.manifest(event),
                    "writer",
                    0,
                    Payload.of(serializer.toBinary(event)));
            assertThat(Entries.append(store, List.of(entry))).isNull();
        }
    }

    private static void drain(ClientByteReader reader, ByteArrayOutputStream out, int bytesMax) {
        for (Payload next = reader.next(bytesMax); !next.isEmpty(); next = reader.next(bytesMax)) {
            assertThat(next.length()).isLessThanOrEqualTo(bytesMax);
            out.writeBytes(next.toArray());
        }
    }

    private static ClientBytesLogged bytes(long offset, String text) {
        return new ClientBytesLogged(
                offset, Payload.of(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)), false);
    }

    private static String text(Payload payload) {
        return new String(payload.toArray(), java.nio.charset.StandardCharsets.US_ASCII);
    }
}
