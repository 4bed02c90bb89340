package dev.holdfast.persistence.journal;

import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A pass over the entries of one entity, in order. Owned by one thread; closed before the files are. */
final class RocksScan implements AutoCloseable {

    private static final long UNKNOWN = -1;

    private final long number;
    private final ReadOptions options;
    private final Slice end;
    private final RocksIterator entries;
    private long bytesExpected = UNKNOWN;
    private long entriesExpected;
    private long previous;

    /**
     * @param toSequenceNr inclusive
     * @param verify whether a block with a wrong checksum ends the pass
     */
    RocksScan(RocksFiles files, long number, long toSequenceNr, boolean verify) {
        this.number = number;
        this.end = new Slice(RocksKeys.after(number, toSequenceNr));
        this.options = RocksFiles.readOptions().setVerifyChecksums(verify).setIterateUpperBound(end);
        this.entries = files.db.newIterator(files.entries, options);
    }

    void seek(long sequenceNr) {
        entries.seek(RocksKeys.key(number, sequenceNr));
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
        return RocksKeys.sequenceNr(entries.key());
    }

    /** 0 if there are no entries. */
    long lastSequenceNr() throws RocksDBException {
        entries.seekToLast();
        boolean own = entries.isValid() && RocksKeys.number(entries.key()) == number;
        entries.status();
        return own ? sequenceNr() : 0;
    }

    /** @throws JournalDamagedException if it is not what was written */
    Entry entry(String persistenceId, byte[] idBytes) {
        return EntryFormat.decode(persistenceId, idBytes, sequenceNr(), entries.value(), RocksKeys.TOTALS_BYTES);
    }

    /** What lies here, judged also by whether its running totals continue those of the entry that was asked for before it. */
    Stored stored(String persistenceId, byte[] idBytes) {
        byte[] key = entries.key();
        if (key.length != RocksKeys.KEY_BYTES || RocksKeys.number(key) != number) {
            return damaged(previous + 1, "its key is malformed");
        }
        long sequenceNr = RocksKeys.sequenceNr(key);
        byte[] value = entries.value();
        previous = sequenceNr;
        try {
            String objection = objection(value);
            return objection == null
                    ? new Stored.Intact(
                            EntryFormat.decode(persistenceId, idBytes, sequenceNr, value, RocksKeys.TOTALS_BYTES))
                    : damaged(sequenceNr, objection);
        } catch (JournalDamagedException damage) {
            return damaged(sequenceNr, damage.what());
        }
    }

    private @Nullable String objection(byte[] value) {
        if (value.length < RocksKeys.TOTALS_BYTES) {
            return "cut off within its totals, after " + value.length + " bytes";
        }
        long bytes = RocksKeys.bytesBefore(value);
        long before = RocksKeys.entriesBefore(value);
        boolean first = bytesExpected == UNKNOWN;
        String objection = null;
        if (!first && before > entriesExpected && bytes > bytesExpected) {
            objection = (before - entriesExpected) + " entries are missing before it";
        } else if (!first && (before != entriesExpected || bytes != bytesExpected)) {
            objection = "its running totals do not continue those before it";
        }
        bytesExpected = bytes + RocksKeys.KEY_BYTES + value.length;
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
