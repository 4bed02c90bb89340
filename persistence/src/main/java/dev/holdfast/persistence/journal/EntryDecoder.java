package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.wire.Payload;
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

        boolean are(ByteBuffer other, int itsManifestBytes) {
            return manifestBytes == itsManifestBytes && ByteBuffer.wrap(bytes).equals(other);
        }
    }

    private final String persistenceId;
    private final byte[] idBytes;
    private final CRC32C crc = new CRC32C();
    private final Names[] kept = new Names[NAMES_KEPT];
    private int nextKept;

    EntryDecoder(String persistenceId, byte[] idBytes) {
        this.persistenceId = persistenceId;
        this.idBytes = idBytes;
        Arrays.fill(kept, Names.NONE);
    }

    /**
     * The entry that was stored for {@code sequenceNr}; its payload is a part of {@code bytes}, and owned if they are.
     *
     * @throws JournalDamagedException if it is anything else than what was written
     */
    Entry decode(long sequenceNr, Payload bytes) {
        int length = bytes.length();
        if (length < EntryFormat.FIXED_BYTES) {
            throw damaged(sequenceNr, "cut off after " + length + " bytes");
        }
        ByteBuffer in = bytes.asBuffer().order(ByteOrder.LITTLE_ENDIAN);
        crc.reset();
        crc.update(idBytes);
        crc.update(in.position(EntryFormat.CRC_BYTES));
        if (in.getInt(0) != (int) crc.getValue()) {
            throw damaged(sequenceNr, "checksum does not match");
        }
        int manifestBytes = Byte.toUnsignedInt(in.get(30));
        int payloadAt = EntryFormat.FIXED_BYTES + manifestBytes + Byte.toUnsignedInt(in.get(31));
        if (in.get(28) != EntryFormat.VERSION || in.getLong(8) != sequenceNr || payloadAt + in.getInt(4) != length) {
            throw damaged(sequenceNr, "checksum matches, content does not belong here");
        }
        Names names = names(in.slice(EntryFormat.FIXED_BYTES, payloadAt - EntryFormat.FIXED_BYTES), manifestBytes);
        return new Entry(
                persistenceId,
                sequenceNr,
                in.get(29) == Entry.Kind.CONTROL.code() ? Entry.Kind.CONTROL : Entry.Kind.ORDINARY,
                in.getInt(24),
                names.manifest,
                names.writer,
                in.getLong(16),
                bytes.from(payloadAt));
    }

    private Names names(ByteBuffer bytes, int manifestBytes) {
        for (Names names : kept) {
            if (names.are(bytes, manifestBytes)) {
                return names;
            }
        }
        byte[] own = new byte[bytes.remaining()];
        bytes.get(own);
        Names fresh = new Names(own, manifestBytes);
        kept[nextKept] = fresh;
        nextKept = (nextKept + 1) % NAMES_KEPT;
        return fresh;
    }

    private JournalDamagedException damaged(long sequenceNr, String what) {
        return new JournalDamagedException(persistenceId + " #" + sequenceNr, what);
    }
}
