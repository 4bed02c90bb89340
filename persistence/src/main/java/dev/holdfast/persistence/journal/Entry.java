package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.protocol.wire.Payload;
import java.nio.charset.StandardCharsets;

/**
 * One serialized event with its place in the history of one persistent entity.
 *
 * @param sequenceNr from 1; grows within a persistence id, gaps are allowed
 * @param manifest what {@code payload} is, in the words of the serializer; at most {@link #NAME_BYTES_MAX} bytes of UTF-8
 * @param writerUuid the life of the entity that wrote it; at most {@link #NAME_BYTES_MAX} bytes of UTF-8
 * @param timestampMillis wall clock, milliseconds since 1970; for people
 * @param payload a store that keeps it as it is keeps it {@link #owned}; at most {@link #PAYLOAD_BYTES_MAX}
 */
public record Entry(
        String persistenceId,
        long sequenceNr,
        Kind kind,
        int serializerId,
        String manifest,
        String writerUuid,
        long timestampMillis,
        Payload payload) {

    public static final int PERSISTENCE_ID_BYTES_MAX = 1024;
    public static final int NAME_BYTES_MAX = 255;
    public static final int PAYLOAD_BYTES_MAX = 64 << 20;

    /** Above this a {@link Kind#CONTROL} entry counts as an ordinary one. */
    public static final int CONTROL_BYTES_MAX = 4096;

    /** Whether an entry may use the reserve of a full journal. The code is the file format's. */
    public enum Kind {
        ORDINARY(0),
        /** Small and rare: opens, closes or replaces something, so that things can end when the journal is full. */
        CONTROL(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    public Entry {
        if (persistenceId.isEmpty() || utf8(persistenceId) > PERSISTENCE_ID_BYTES_MAX) {
            throw new IllegalArgumentException("a persistence id has 1 to 1024 bytes: " + persistenceId);
        }
        if (sequenceNr < 1) {
            throw new IllegalArgumentException("sequence numbers begin with 1, not " + sequenceNr);
        }
        if (utf8(manifest) > NAME_BYTES_MAX || utf8(writerUuid) > NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "manifest or writer's id beyond 255 bytes: " + manifest + ", " + writerUuid);
        }
        if (payload.length() > PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException("payload of " + payload.length() + " bytes, at most 64 MiB are taken");
        }
    }

    /**
     * One of our own events, serialized.
     *
     * @throws IllegalArgumentException if {@code event} is none of ours
     */
    public static Entry ofEvent(
            String persistenceId, long sequenceNr, Object event, String writerUuid, long timestampMillis) {
        String manifest = EventCodecs.manifest(event);
        return new Entry(
                persistenceId,
                sequenceNr,
                EventCodecs.isControl(manifest) ? Kind.CONTROL : Kind.ORDINARY,
                EventCodecs.SERIALIZER_ID,
                manifest,
                writerUuid,
                timestampMillis,
                Payload.of(EventCodecs.encode(event)));
    }

    /** With a payload that lasts. */
    Entry owned() {
        return payload.isOwned()
                ? this
                : new Entry(
                        persistenceId,
                        sequenceNr,
                        kind,
                        serializerId,
                        manifest,
                        writerUuid,
                        timestampMillis,
                        payload.owned());
    }

    boolean mayUseReserve() {
        return kind == Kind.CONTROL && payload.length() <= CONTROL_BYTES_MAX;
    }

    private static int utf8(String text) {
        return text.length() <= NAME_BYTES_MAX / 3 ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }
}
