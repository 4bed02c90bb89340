package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ConnectionCondemned;
import dev.holdfast.protocol.northside.ServerHistoryEvent.OutcomesRecorded;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerExited;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;
import dev.holdfast.protocol.wire.Payload;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which codec is whose; the layout of every event is a version byte and what its codec writes. Safe for any thread. */
public final class EventCodecs {

    /** Stored with every entry of ours; never changed. */
    public static final int SERIALIZER_ID = 4801;

    private static final EventCodec<ConnectionOpened> OPENED = new ConnectionOpenedCodec();
    private static final EventCodec<ClientBytesLogged> BYTES = new ClientBytesLoggedCodec();
    private static final EventCodec<ClientAckAdvanced> ACK = new ClientAckAdvancedCodec();
    private static final EventCodec<ServerClosed> SERVER_CLOSED = new ServerClosedCodec();
    private static final EventCodec<ServerReplaced> REPLACED = new ServerReplacedCodec();
    private static final EventCodec<ConnectionClosed> CLOSED = new ConnectionClosedCodec();
    private static final EventCodec<ServerStarted> STARTED = new ServerStartedCodec();
    private static final EventCodec<ServerExited> EXITED = new ServerExitedCodec();
    private static final EventCodec<OutcomesRecorded> OUTCOMES = new OutcomesRecordedCodec();
    private static final EventCodec<ConnectionCondemned> CONDEMNED = new ConnectionCondemnedCodec();

    private static final Map<String, EventCodec<?>> BY_MANIFEST = List.<EventCodec<?>>of(
                    OPENED, BYTES, ACK, SERVER_CLOSED, REPLACED, CLOSED, STARTED, EXITED, OUTCOMES, CONDEMNED)
            .stream()
            .collect(Collectors.toUnmodifiableMap(EventCodec::manifest, Function.identity()));

    private EventCodecs() {}

    /** @throws IllegalArgumentException if {@code event} is none of ours */
    public static String manifest(Object event) {
        return codecOf(event).manifest();
    }

    /** Whether what this manifest names may use the reserve of a full journal; false for what is not ours. */
    public static boolean isControl(String manifest) {
        EventCodec<?> codec = BY_MANIFEST.get(manifest);
        return codec != null && codec.control();
    }

    /** The manifest of {@link ClientBytesLogged}, for readers that look for nothing else. */
    public static String clientBytesManifest() {
        return BYTES.manifest();
    }

    /** @throws IllegalArgumentException if {@code event} is none of ours */
    public static byte[] encode(Object event) {
        return encode(event, codecOf(event));
    }

    /**
     * The event; its payload shares the memory of {@code bytes}.
     *
     * @throws MalformedEventException if no version of us has written {@code bytes} under this manifest
     */
    public static Object decode(String manifest, Payload bytes) {
        EventCodec<?> codec = BY_MANIFEST.get(manifest);
        if (codec == null) {
            throw new MalformedEventException(manifest, 0, "no event of this name is known");
        }
        FieldReader in = new FieldReader(manifest, bytes);
        int version = in.u8();
        in.check(
                version >= 1 && version <= codec.version(),
                () -> "version " + version + ", known up to " + codec.version());
        Object event = codec.read(version, in);
        in.check(in.left() == 0, () -> in.left() + " bytes too many");
        return event;
    }

    /**
     * As {@link #decode}, but for logged client bytes only where they lie: {@link ClientBytesStored}. Recovery of an entity fits any
     * heap, whatever its client sent.
     *
     * @throws MalformedEventException if no version of us has written {@code bytes} under this manifest
     */
    public static Object decodeWithoutClientBytes(String manifest, Payload bytes) {
        Object event = decode(manifest, bytes);
        return event instanceof ClientBytesLogged logged
                ? new ClientBytesStored(logged.offset(), logged.end(), logged.fin())
                : event;
    }

    private static <E> byte[] encode(Object event, EventCodec<E> codec) {
        E typed = codec.type().cast(event);
        FieldWriter out = new FieldWriter(1 + codec.size(typed)).u8(codec.version());
        codec.write(typed, out);
        return out.finished();
    }

    private static EventCodec<?> codecOf(Object event) {
        return switch (event) {
            case ConnectionEvent connection -> codec(connection);
            case ServerHistoryEvent history -> codec(history);
            default -> throw new IllegalArgumentException("not an event of ours: " + event.getClass());
        };
    }

    private static EventCodec<?> codec(ConnectionEvent event) {
        return switch (event) {
            case ConnectionOpened _ -> OPENED;
            case ClientBytesLogged _ -> BYTES;
            case ClientBytesStored _ -> throw new IllegalArgumentException("never written: " + event);
            case ClientAckAdvanced _ -> ACK;
            case ServerClosed _ -> SERVER_CLOSED;
            case ServerReplaced _ -> REPLACED;
            case ConnectionClosed _ -> CLOSED;
        };
    }

    private static EventCodec<?> codec(ServerHistoryEvent event) {
        return switch (event) {
            case ServerStarted _ -> STARTED;
            case ServerExited _ -> EXITED;
            case OutcomesRecorded _ -> OUTCOMES;
            case ConnectionCondemned _ -> CONDEMNED;
        };
    }
}
