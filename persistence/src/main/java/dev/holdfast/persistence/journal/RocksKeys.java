package dev.holdfast.persistence.journal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Keys and values on disk.
 *
 * <pre>
 * family "default"  key    entity number u64 big-endian, sequence number u64 big-endian: an entity's entries lie in order
 *                   value  bytes of the entity before this entry u64, entries before it u64, then {@link EntryFormat}
 * family "ids"      key    persistence id (UTF-8)
 *                   value  version (1) u8, entity number u64, highest number when something was last deleted u64
 * </pre>
 * Values are little-endian. The running totals tell what an entity takes from its first and its last entry alone.
 */
final class RocksKeys {

    static final int KEY_BYTES = 16;
    static final int TOTALS_BYTES = 16;
    static final long OVERHEAD_BYTES_MAX = KEY_BYTES + TOTALS_BYTES + EntryFormat.HEADER_BYTES_MAX;
    static final int IDENTITY_BYTES = 17;
    private static final byte VERSION = 1;

    private RocksKeys() {}

    /** Where an entity is found, and what deletion must not forget. */
    record Identity(long number, long highestDeleted) {

        byte[] encoded() {
            return ByteBuffer.allocate(IDENTITY_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(VERSION)
                    .putLong(number)
                    .putLong(highestDeleted)
                    .array();
        }

        static Identity decoded(String persistenceId, byte[] value) {
            if (value.length != IDENTITY_BYTES || value[0] != VERSION) {
                throw new JournalDamagedException(persistenceId, "its identity record is malformed");
            }
            ByteBuffer in = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
            return new Identity(in.getLong(1), in.getLong(9));
        }
    }

    static byte[] key(long number, long sequenceNr) {
        return ByteBuffer.allocate(KEY_BYTES)
                .putLong(number)
                .putLong(sequenceNr)
                .array();
    }

    static long number(byte[] key) {
        return ByteBuffer.wrap(key).getLong(0);
    }

    static long sequenceNr(byte[] key) {
        return ByteBuffer.wrap(key).getLong(8);
    }

    /** The key that a range up to and including {@code sequenceNr} ends before. */
    static byte[] after(long number, long sequenceNr) {
        return sequenceNr == Long.MAX_VALUE ? key(number + 1, 0) : key(number, Math.max(0, sequenceNr + 1));
    }

    static long bytesBefore(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
    }

    static long entriesBefore(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong(8);
    }

    /** What one entry takes on disk, less the store's own overhead. */
    static long size(Entry entry) {
        return KEY_BYTES
                + TOTALS_BYTES
                + EntryFormat.headerBytes(entry)
                + (long) entry.payload().length();
    }
}
