package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Makes entries of one entity from their bytes, as {@link EntryFormat} lays them out. Names that come again and again are made once.
 * Owned by one thread.
 */
final class EntryDecoder {

    /** A life of an entity writes few sorts of events. */
    private static final int NAMES_KEPT = 8;

    /** An entry's manifest and writer, made once for all entries that have the same. */
    private static final class Names {
        static final Names NONE = new Names(new byte[0], 0);

        private final byte[] bytes;
        private final int manifestBytes;
        final String manifest;
        final String writer;

        Names(byte[] bytes, int manifestBytes) {
            this.bytes = bytes;
            this.manifestBytes = manifestBytes;
            this.manifest = new String(bytes, 0, manifestBytes, StandardCharsets.UTF_8);
            this.writer = new String(bytes, manifestBytes, bytes.length - manifestBytes, StandardCharsets.UTF_8);
        }

        boolean lieIn(byte[] other, int from, int itsManifestBytes, int to) {
            return manifestBytes == itsManifestBytes && Arrays.equals(bytes, 0, bytes.length, other, from, to);
        }
    }

    private final String persistenceId;
    private final byte[] idBytes;
    private final boolean borrowing;
    private final CRC32C crc = new CRC32C();
    private final Names[] kept = new Names[NAMES_KEPT];
    private int nextKept;

    private EntryDecoder(String persistenceId, byte[] idBytes, boolean borrowing) {
        this.persistenceId = persistenceId;
        this.idBytes = idBytes;
        this.borrowing = borrowing;
        Arrays.fill(kept, Names.NONE);
    }

    /** The entries take over the bytes that they are made from. */
    static EntryDecoder owning(String persistenceId, byte[] idBytes) {
        return new EntryDecoder(persistenceId, idBytes, false);
    }

    /** The entries' payloads are valid for as long as the bytes that they are made from. */
    static EntryDecoder borrowing(String persistenceId, byte[] idBytes) {
        return new EntryDecoder(persistenceId, idBytes, true);
    }

    /**
     * The entry that was stored for {@code sequenceNr}, from {@code from} up to {@code to} of {@code bytes}.
     *
     * @throws JournalDamagedException if it is anything else than what was written
     */
    Entry decode(long sequenceNr, byte[] bytes, int from, int to) {
        int length = to - from;
        if (length < EntryFormat.FIXED_BYTES) {
            throw damaged(sequenceNr, "cut off after " + length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        crc.reset();
        crc.update(idBytes);
        crc.update(bytes, from + EntryFormat.CRC_BYTES, length - EntryFormat.CRC_BYTES);
        if (in.getInt(from) != (int) crc.getValue()) {
            throw damaged(sequenceNr, "checksum does not match");
        }
        int manifestBytes = Byte.toUnsignedInt(in.get(from + 30));
        int payloadAt = EntryFormat.FIXED_BYTES + manifestBytes + Byte.toUnsignedInt(in.get(from + 31));
        if (in.get(from + 28) != EntryFormat.VERSION
                || in.getLong(from + 8) != sequenceNr
                || payloadAt + in.getInt(from + 4) != length) {
            throw damaged(sequenceNr, "checksum matches, content does not belong here");
        }
        Names names = names(bytes, from + EntryFormat.FIXED_BYTES, manifestBytes, from + payloadAt);
        return new Entry(
                persistenceId,
                sequenceNr,
                in.get(from + 29) == Entry.Kind.CONTROL.code() ? Entry.Kind.CONTROL : Entry.Kind.ORDINARY,
                in.getInt(from + 24),
                names.manifest,
                names.writer,
                in.getLong(from + 16),
                payload(bytes, from + payloadAt, to));
    }

    private Payload payload(byte[] bytes, int from, int to) {
        return borrowing
                ? Payload.borrowed(MemorySegment.ofArray(bytes).asSlice(from, to - from))
                : Payload.of(bytes, from, to - from);
    }

    private Names names(byte[] bytes, int from, int manifestBytes, int to) {
        for (Names names : kept) {
            if (names.lieIn(bytes, from, manifestBytes, to)) {
                return names;
            }
        }
        Names fresh = new Names(Arrays.copyOfRange(bytes, from, to), manifestBytes);
        kept[nextKept] = fresh;
        nextKept = (nextKept + 1) % NAMES_KEPT;
        return fresh;
    }

    private JournalDamagedException damaged(long sequenceNr, String what) {
        return new JournalDamagedException(persistenceId + " #" + sequenceNr, what);
    }
}
