package dev.holdfast.persistence.journal;

import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** A pass over the entries of one entity, in order. Owned by one thread; closed before the files are. */
final class RocksScan implements AutoCloseable {

    private final long number;
    private final ReadOptions options;
    private final Slice end;
    private final RocksIterator entries;

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

    Stored stored(String persistenceId, byte[] idBytes) {
        byte[] value = entries.value();
        long sequenceNr = sequenceNr();
        if (value.length < RocksKeys.TOTALS_BYTES) {
            return new Stored.Damaged(sequenceNr, "cut off within its totals, after " + value.length + " bytes");
        }
        try {
            Entry entry = EntryFormat.decode(persistenceId, idBytes, sequenceNr, value, RocksKeys.TOTALS_BYTES);
            return new Stored.Intact(entry, RocksKeys.entriesBefore(value));
        } catch (JournalDamagedException damage) {
            return new Stored.Damaged(sequenceNr, damage.what());
        }
    }

    @Override
    public void close() {
        entries.close();
        options.close();
        end.close();
    }
}
