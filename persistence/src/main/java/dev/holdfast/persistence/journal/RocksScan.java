package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A pass over the entries of one entity, in order. Owned by one thread; closed before the files are. */
final class RocksScan implements AutoCloseable {

    private static final long UNKNOWN = -1;

    private static final int BUFFER_BYTES = 1 << 12;

    private final long number;
    private final EntryDecoder decoder;
    private final ReadOptions options;
    private final Slice end;
    private final RocksIterator entries;
    private final byte[] key = new byte[RocksKeys.KEY_BYTES];
    private byte[] buffer = new byte[BUFFER_BYTES];
    private long bytesExpected = UNKNOWN;
    private long entriesExpected;
    private long previous;

    /** @param toSequenceNr inclusive */
    RocksScan(RocksFiles files, String persistenceId, long number, long toSequenceNr) {
        byte[] idBytes = persistenceId.getBytes(StandardCharsets.UTF_8);
        this.number = number;
        this.decoder = new EntryDecoder(persistenceId, idBytes);
        this.end = new Slice(RocksKeys.after(number, toSequenceNr));
        this.options = RocksFiles.readOptions().setIterateUpperBound(end);
        this.entries = files.db.newIterator(files.entries, options);
    }

    void seek(long sequenceNr) {
        entries.seek(RocksKeys.key(number, sequenceNr));
    }

    /** Whether what lies there, or next behind it, or nothing any more, can be read. */
    boolean canSeek(long sequenceNr) {
        seek(sequenceNr);
        try {
            entries.status();
            return true;
        } catch (RocksDBException _) {
            return false;
        }
    }

    boolean isValid() {
        return entries.isValid();
    }

    void next() {
        entries.next();
    }

    /** @throws RocksDBException if the pass ended because of damage */
    void status() throws RocksDBException {
        entries.status();
    }

    long sequenceNr() {
        int _ = entries.key(key);
        return RocksKeys.sequenceNr(key);
    }

    /** 0 if there are no entries. */
    long lastSequenceNr() throws RocksDBException {
        entries.seekToLast();
        boolean own = entries.isValid() && entries.key(key) == key.length && RocksKeys.number(key) == number;
        entries.status();
        return own ? RocksKeys.sequenceNr(key) : 0;
    }

    /** @throws JournalDamagedException if it is not what was written */
    Entry entry() {
        byte[] value = entries.value();
        int length = Math.max(0, value.length - RocksKeys.TOTALS_BYTES);
        return decoder.decode(sequenceNr(), Payload.of(value, RocksKeys.TOTALS_BYTES, length));
    }

    /**
     * What lies here, judged also by whether its running totals continue those of the entry that was asked for before it. Its payload
     * is valid until the next is asked for.
     */
    Stored stored() {
        if (entries.key(key) != key.length || RocksKeys.number(key) != number) {
            return damaged(previous + 1, "its key is malformed");
        }
        previous = RocksKeys.sequenceNr(key);
        int length = fillBuffer();
        try {
            String objection = objection(length);
            return objection == null
                    ? new Stored.Intact(decoder.decode(previous, borrowed(length)))
                    : damaged(previous, objection);
        } catch (JournalDamagedException damage) {
            return damaged(previous, damage.what());
        }
    }

    private Payload borrowed(int length) {
        long entry = (long) length - RocksKeys.TOTALS_BYTES;
        return Payload.borrowed(MemorySegment.ofArray(buffer).asSlice(RocksKeys.TOTALS_BYTES, entry));
    }

    private int fillBuffer() {
        int length = entries.value(buffer);
        if (length > buffer.length) {
            buffer = new byte[Math.max(length, 2 * buffer.length)];
            length = entries.value(buffer);
        }
        return length;
    }

    private @Nullable String objection(int length) {
        if (length < RocksKeys.TOTALS_BYTES) {
            return "cut off within its totals, after " + length + " bytes";
        }
        long bytes = RocksKeys.bytesBefore(buffer);
        long before = RocksKeys.entriesBefore(buffer);
        boolean first = bytesExpected == UNKNOWN;
        String objection = null;
        if (!first && before > entriesExpected && bytes > bytesExpected) {
            objection = (before - entriesExpected) + " entries are missing before it";
        } else if (!first && (before != entriesExpected || bytes != bytesExpected)) {
            objection = "its running totals do not continue those before it";
        }
        bytesExpected = bytes + RocksKeys.KEY_BYTES + length;
        entriesExpected = before + 1;
        return objection;
    }

    private Stored damaged(long sequenceNr, String what) {
        bytesExpected = UNKNOWN;
        return new Stored.Damaged(sequenceNr, what);
    }

    @Override
    public void close() {
        entries.close();
        options.close();
        end.close();
    }
}
