package dev.holdfast.actors.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.MemoryStore;
import dev.holdfast.persistence.serialization.EventSerializer;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClosedBy;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionEventsTest {

    private static final String ID = "web_10.0.0.1:4000_10.0.0.2:80_7";

    private final MemoryStore store = MemoryStore.open(16 << 20);
    private final EventSerializer serializer = new EventSerializer();

    @AfterEach
    void close() {
        store.close();
    }

    private void write(long number, ConnectionEvent event) {
        Payload bytes = Payload.of(serializer.toBinary(event));
        store.append(List.of(new Entry(
                        ID, number, Entry.Kind.ORDINARY, 1, serializer.manifest(event), "writer", 1_000, bytes)))
                .toCompletableFuture()
                .join();
    }

    private static ClientBytesLogged bytes(long offset, String text) {
        return new ClientBytesLogged(offset, Payload.of(text.getBytes(StandardCharsets.US_ASCII)), false);
    }

    private JsonNode events(long from) {
        return new ObjectMapper().valueToTree(ConnectionEvents.of(store, ID, from));
    }

    @Test
    void tellsWhatHappenedAndNeverThePayload() throws JsonProcessingException {
        write(1, bytes(1, "s3cret"));
        write(2, new ServerReplaced(4, SeqNum.of(9)));
        write(3, new ConnectionClosed(ClosedBy.CLIENT, "closed"));

        JsonNode answer = events(0);

        assertThat(answer.path("highest").asLong()).isEqualTo(3);
        assertThat(answer.path("events").findValuesAsText("type"))
                .containsExactly("client bytes", "server replaced", "closed");
        assertThat(answer.path("events").findValuesAsText("detail"))
                .containsExactly("6 bytes at 1", "carried on by incarnation 4", "by client: closed");
        assertThat(new ObjectMapper().writeValueAsString(answer)).doesNotContain("s3cret");
    }

    @Test
    void ofALongHistoryTheLastEventsAreTold() {
        int count = ConnectionEvents.EVENTS_MAX + 10;
        for (int number = 1; number <= count; number++) {
            write(number, bytes(number, "x"));
        }

        assertThat(events(0).path("events")).hasSize(ConnectionEvents.EVENTS_MAX);
        assertThat(events(0).path("events").path(0).path("seq").asInt()).isEqualTo(11);
        assertThat(events(count).path("events")).hasSize(1);
        assertThat(events(count + 1).path("events")).isEmpty();
    }

    @Test
    void whatNoVersionOfUsHasWrittenIsCalledDamaged() {
        store.append(List.of(new Entry(ID, 1, Entry.Kind.ORDINARY, 1, "strange", "writer", 1_000, Payload.EMPTY)))
                .toCompletableFuture()
                .join();

        assertThat(events(0).path("events").path(0).path("type").asText()).isEqualTo("damaged");
    }
}
