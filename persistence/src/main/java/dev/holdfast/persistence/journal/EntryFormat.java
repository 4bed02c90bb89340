package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * An entry as bytes, the same in every store; little-endian.
 *
 * <pre>
 *   0 crc32c of the persistence id and of all that follows    u32
 *   4 payload length                                          u32
 *   8 sequence number                                         u64
 *  16 timestamp, milliseconds since 1970                      i64
 *  24 serializer id                                           i32
 *  28 format version (1)                                      u8
 *  29 kind                                                    u8
 *  30 manifest length, writer's id length                     u8, u8
 *  32 manifest, writer's id (UTF-8), payload
 * </pre>
 */
public final class EntryFormat {

    static final int FIXED_BYTES = 32;
    static final int HEADER_BYTES_MAX = FIXED_BYTES + 2 * Entry.NAME_BYTES_MAX;
    static final int CRC_BYTES = 4;
    static final byte VERSION = 1;

    private EntryFormat() {}

    /** Everything before the payload, its checksum still zero. */
    static byte[] header(Entry entry) {
        byte[] manifest = entry.manifest().getBytes(StandardCharsets.UTF_8);
        byte[] writer = entry.writerUuid().getBytes(StandardCharsets.UTF_8);
        ByteBuffer header = ByteBuffer.allocate(FIXED_BYTES + manifest.length + writer.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0)
                .putInt(entry.payload().length())
                .putLong(entry.sequenceNr())
                .putLong(entry.timestampMillis())
                .putInt(entry.serializerId())
                .put(VERSION)
                .put((byte) entry.kind().code())
                .put((byte) manifest.length)
                .put((byte) writer.length)
                .put(manifest)
                .put(writer);
        return header.array();
    }

    static int headerBytes(Entry entry) {
        return FIXED_BYTES + utf8Length(entry.manifest()) + utf8Length(entry.writerUuid());
    }

    /** Bytes that {@link #write} takes. */
    public static int length(Entry entry) {
        return headerBytes(entry) + entry.payload().length();
    }

    /** The whole entry, with its checksum. */
    public static void write(Entry entry, byte[] persistenceId, ByteBuffer out) {
        byte[] header = header(entry);
        int payloadAt = out.position() + header.length;
        int end = payloadAt + entry.payload().length();
        entry.payload().copyTo(MemorySegment.ofBuffer(out), header.length);
        CRC32C crc = beginChecksum(persistenceId, header);
        crc.update(out.duplicate().position(payloadAt).limit(end));
        seal(header, crc);
        out.put(header).position(end);
    }

    /**
     * Reads what {@link #write} wrote, all of {@code bytes}; the entry's payload is a part of them.
     *
     * @throws JournalDamagedException if it is anything else
     */
    public static EncodedEntry read(String persistenceId, byte[] idBytes, Payload bytes) {
        long claimed = bytes.length() < FIXED_BYTES
                ? 0
                : bytes.asBuffer().order(ByteOrder.LITTLE_ENDIAN).getLong(8);
        return new EncodedEntry(new EntryDecoder(persistenceId, idBytes).decode(claimed, bytes), bytes);
    }

    /** A checksum to be continued with the payload. */
    static CRC32C beginChecksum(byte[] persistenceId, byte[] header) {
        CRC32C crc = new CRC32C();
        crc.update(persistenceId);
        crc.update(header, CRC_BYTES, header.length - CRC_BYTES);
        return crc;
    }

    static void seal(byte[] header, CRC32C finished) {
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int) finished.getValue());
    }

    /**
     * Reads what was stored for {@code sequenceNr}, from {@code at} to the end of {@code bytes}, which the entry then shares.
     *
     * @throws JournalDamagedException if it is anything else than what was written
     */
    static Entry decode(String persistenceId, byte[] idBytes, long sequenceNr, byte[] bytes, int at) {
        return new EntryDecoder(persistenceId, idBytes)
                .decode(sequenceNr, Payload.of(bytes, at, Math.max(0, bytes.length - at)));
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
