package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.Voice;
import dev.holdfast.protocol.quorum.Vote;
import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys and values of a {@link ReplicaDisk}. Big-endian; texts, epochs, positions and lives as between nodes ({@link MessageCodec}).
 *
 * <pre>
 * "identity"            UTF-8: whose disk it is
 * "vote"                version (1) u8, voice u8 (0 amnesiac, 1 learning, 2 voting), promised epoch, lives, founders as lives
 * "applied"             version (1) u8, number of the copy u32, position
 * "r", index u64        version (1) u8, epoch, payload's length u32, payload
 * </pre>
 */
final class DiskFormat {

    static final byte[] IDENTITY = "identity".getBytes(StandardCharsets.UTF_8);
    static final byte[] VOTE = "vote".getBytes(StandardCharsets.UTF_8);
    static final byte[] APPLIED = "applied".getBytes(StandardCharsets.UTF_8);

    private static final byte VERSION = 1;
    private static final byte RECORD = 'r';

    /** How far the copy of that number is. */
    record Applied(int copy, Position position) {}

    private DiskFormat() {}

    static byte[] key(long index) {
        return ByteBuffer.allocate(1 + Long.BYTES).put(RECORD).putLong(index).array();
    }

    static boolean isRecord(byte[] key) {
        return key.length == 1 + Long.BYTES && key[0] == RECORD;
    }

    static long index(byte[] key) {
        return ByteBuffer.wrap(key).getLong(1);
    }

    static byte[] vote(Vote vote) {
        int voice = switch (vote.voice()) {
            case AMNESIAC -> 0;
            case LEARNING -> 1;
            case VOTING -> 2;
        };
        return new MessageWriter()
                .u8(VERSION)
                .u8(voice)
                .epoch(vote.promised())
                .lives(vote.lives())
                .lives(vote.founders())
                .unframed();
    }

    static Vote vote(byte[] value, String place) {
        return read(value, place + ", vote", in -> {
            int voice = in.u8();
            in.check(voice <= 2, "unknown voice");
            Voice[] voices = {Voice.AMNESIAC, Voice.LEARNING, Voice.VOTING};
            return new Vote(voices[voice], in.epoch(), in.lives(), in.lives());
        });
    }

    static byte[] applied(Applied applied) {
        return new MessageWriter()
                .u8(VERSION)
                .i32(applied.copy())
                .position(applied.position())
                .unframed();
    }

    static Applied applied(byte[] value, String place) {
        return read(value, place + ", applied", in -> new Applied(in.naturalInt(), in.position()));
    }

    static byte[] record(LogRecord record) {
        return new MessageWriter()
                .u8(VERSION)
                .epoch(record.epoch())
                .payload(record.payload())
                .unframed();
    }

    static LogRecord record(byte[] value, String place) {
        return read(value, place, in -> {
            Epoch epoch = in.epoch();
            return new LogRecord(epoch, in.payload(in.naturalInt()));
        });
    }

    private interface Fields<T> {
        T of(MessageReader in) throws MalformedMessageException;
    }

    private static <T> T read(byte[] value, String place, Fields<T> fields) {
        try {
            MessageReader in = new MessageReader(Payload.of(value));
            in.check(in.u8() == VERSION, "unknown version");
            return in.last(fields.of(in));
        } catch (MalformedMessageException malformed) {
            throw new JournalDamagedException(place, String.valueOf(malformed.getMessage()));
        }
    }
}
