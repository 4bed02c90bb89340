package dev.holdfast.persistence.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventCodecsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    static Stream<String> samples() {
        return EventSamples.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsAndWritesTheGoldenBytes(String name) throws IOException {
        Object event = Objects.requireNonNull(EventSamples.all().get(name));
        byte[] golden = golden(name);

        assertThat(HexFormat.of().formatHex(EventCodecs.encode(event)))
                .isEqualTo(HexFormat.of().formatHex(golden));
        assertThat(EventCodecs.decode(EventCodecs.manifest(event), Payload.of(golden)))
                .isEqualTo(event);
        assertThat(name).startsWith(EventCodecs.manifest(event) + ".v");
    }

    private static byte[] golden(String name) throws IOException {
        return HexFormat.of()
                .parseHex(Files.readString(GOLDEN.resolve(name + ".hex"), StandardCharsets.US_ASCII)
                        .replaceAll("\\s", ""));
    }

    static Stream<String> oldSamples() {
        return EventSamples.old().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("oldSamples")
    void readsTheGoldenBytesOfOldVersions(String name) throws IOException {
        Object event = Objects.requireNonNull(EventSamples.old().get(name));

        assertThat(EventCodecs.decode(EventCodecs.manifest(event), Payload.of(golden(name))))
                .isEqualTo(event);
    }

    @Test
    void showsWhereClientBytesLieWithoutThem() {
        ClientBytesLogged logged = new ClientBytesLogged(7, Payload.of(new byte[5]), true);

        assertThat(EventCodecs.decodeWithoutClientBytes(
                        EventCodecs.manifest(logged), Payload.of(EventCodecs.encode(logged))))
                .isEqualTo(new ClientBytesStored(7, 13, true));
    }

    @Test
    void hasAGoldenFileForEveryEventThereIs() {
        assertThat(EventSamples.all().values().stream().map(Object::getClass))
                .containsAll(Stream.of(ConnectionEvent.class, ServerHistoryEvent.class)
                        .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
                        .filter(type -> type != ClientBytesStored.class)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void refusesEveryTruncationAndEveryAddition(String name) {
        Object event = Objects.requireNonNull(EventSamples.all().get(name));
        String manifest = EventCodecs.manifest(event);
        byte[] bytes = EventCodecs.encode(event);

        for (int length = 0; length < bytes.length; length++) {
            Payload cut = Payload.of(Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> EventCodecs.decode(manifest, cut)).isInstanceOf(MalformedEventException.class);
        }
        Payload longer = Payload.of(Arrays.copyOf(bytes, bytes.length + 1));
        assertThatThrownBy(() -> EventCodecs.decode(manifest, longer))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining(manifest);
    }

    @Test
    void readsAnythingWithoutAnyOtherException() {
        Random random = new Random(20261123);
        List<Object> events = List.copyOf(EventSamples.all().values());
        for (int round = 0; round < 200_000; round++) {
            Object event = events.get(random.nextInt(events.size()));
            byte[] bytes = EventCodecs.encode(event);
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(EventCodecs.decode(EventCodecs.manifest(event), Payload.of(bytes)))
                        .isNotNull();
            } catch (MalformedEventException expected) {
                assertThat(expected.position()).isBetween(0, bytes.length);
            }
        }
    }

    @Test
    void namesAnUnknownEventAndAFutureVersion() {
        Payload future = Payload.of(new byte[] {2, 1});

        assertThatThrownBy(() -> EventCodecs.decode("no-such-event", future)).hasMessageContaining("no-such-event");
        assertThatThrownBy(() -> EventCodecs.decode("server-closed", future)).hasMessageContaining("version 2");
    }
}
