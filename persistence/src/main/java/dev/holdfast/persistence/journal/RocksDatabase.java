package dev.holdfast.persistence.journal;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.journal.RocksKeys.Identity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * The database while it is open, closed, or opened anew.
 *
 * <p>Readers of any thread hold the shared lock for as long as they have native iterators; the writer thread, which alone swaps the
 * files, holds the other one while it does so and needs none to write.
 */
final class RocksDatabase implements AutoCloseable {

    private final JournalSettings settings;
    private final FileStore disk;
    private final ReadWriteLock handles = new ReentrantReadWriteLock();
    private @Nullable RocksFiles files;

    private RocksDatabase(JournalSettings settings, RocksFiles files, FileStore disk) {
        this.settings = settings;
        this.files = files;
        this.disk = disk;
    }

    static RocksDatabase open(JournalSettings settings) {
        RocksFiles files = RocksFiles.open(settings);
        try {
            return new RocksDatabase(settings, files, Files.getFileStore(settings.directory()));
        } catch (IOException unknown) {
            files.close();
            throw new JournalException("no file system for " + settings.directory() + ": " + unknown, unknown);
        }
    }

    /** For the writer thread. */
    RocksFiles files() {
        RocksFiles open = files;
        if (open == null) {
            throw new JournalException("the journal's files are closed for lack of room on the disk");
        }
        return open;
    }

    boolean isOpen() {
        return files != null;
    }

    /** Every entity on disk, in the order of their numbers' first use by name. */
    void histories(Consumer<RocksHistory> known) {
        RocksFiles open = files();
        try (RocksIterator ids = open.db.newIterator(open.ids)) {
            for (ids.seekToFirst(); ids.isValid(); ids.next()) {
                known.accept(history(new String(ids.key(), StandardCharsets.UTF_8), ids.value()));
            }
            ids.status();
        } catch (RocksDBException damaged) {
            throw RocksFiles.translated(settings.directory().toString(), damaged);
        }
    }

    private RocksHistory history(String persistenceId, byte[] value) throws RocksDBException {
        Identity identity = Identity.decoded(persistenceId, value);
        RocksHistory history = new RocksHistory(persistenceId, identity.number());
        history.registered = true;
        history.highest = identity.highestDeleted();
        try (ReadOptions options = RocksFiles.readOptions();
                Slice end = new Slice(RocksKeys.key(identity.number() + 1, 0));
                RocksIterator entries = iterator(options, end)) {
            entries.seek(RocksKeys.key(identity.number(), 0));
            if (entries.isValid()) {
                history.bytesDeleted = RocksKeys.bytesBefore(entries.value());
                history.entriesDeleted = RocksKeys.entriesBefore(entries.value());
                entries.seekToLast();
            }
            entries.status();
            if (entries.isValid()) {
                byte[] last = entries.value();
                history.highest = RocksKeys.sequenceNr(entries.key());
                history.bytesWritten = RocksKeys.bytesBefore(last) + RocksKeys.KEY_BYTES + last.length;
                history.entriesWritten = RocksKeys.entriesBefore(last) + 1;
            }
        }
        history.submitted = history.highest;
        return history;
    }

    void read(RocksHistory history, long from, long to, long max, Predicate<Entry> visitor) {
        long at = Math.max(1, from);
        handles.readLock().lock();
        try (ReadOptions options = RocksFiles.readOptions();
                Slice end = new Slice(RocksKeys.after(history.number, to));
                RocksIterator entries = iterator(options, end)) {
            entries.seek(RocksKeys.key(history.number, at));
            for (long shown = 0; shown < max && entries.isValid(); shown++) {
                at = RocksKeys.sequenceNr(entries.key());
                Entry entry = EntryFormat.decode(
                        history.persistenceId, history.idBytes, at, entries.value(), RocksKeys.TOTALS_BYTES);
                if (!visitor.test(entry)) {
                    return;
                }
                at++;
                entries.next();
            }
            entries.status();
        } catch (RocksDBException damaged) {
            throw RocksFiles.translated(history.persistenceId + " from #" + at, damaged);
        } finally {
            handles.readLock().unlock();
        }
    }

    /** Value of the first entry from {@code sequenceNr} on, or null; for the writer thread. */
    byte @Nullable [] firstFrom(RocksHistory history, long sequenceNr) throws RocksDBException {
        try (ReadOptions options = RocksFiles.readOptions();
                Slice end = new Slice(RocksKeys.key(history.number + 1, 0));
                RocksIterator entries = iterator(options, end)) {
            entries.seek(RocksKeys.key(history.number, sequenceNr));
            byte[] value = entries.isValid() ? entries.value() : null;
            entries.status();
            return value;
        }
    }

    /** Whether the disk takes {@code bytes} more besides all that is still in memory only, with a margin. */
    boolean diskHasRoom(long bytes) {
        try {
            long margin = Math.clamp(disk.getTotalSpace() / 50, 4L << 20, 256L << 20);
            long unflushed = isOpen() ? files().unflushedBytes() : 0;
            return disk.getUsableSpace() > margin + unflushed + 2 * bytes;
        } catch (IOException unknown) {
            return true;
        }
    }

    /** For the writer thread, after the disk was full: only a new start gets the database out of its own error state. */
    void reopen() {
        handles.writeLock().lock();
        try {
            closeFiles();
            files = RocksFiles.open(settings);
        } finally {
            handles.writeLock().unlock();
        }
    }

    /** All is put into tables, so that whatever is cut off the files of a journal at rest is missed. */
    @Override
    public void close() {
        handles.writeLock().lock();
        try {
            if (isOpen()) {
                files().flush();
            }
            closeFiles();
        } finally {
            handles.writeLock().unlock();
        }
    }

    private void closeFiles() {
        RocksFiles open = files;
        files = null;
        if (open != null) {
            open.close();
        }
    }

    private RocksIterator iterator(ReadOptions options, Slice end) {
        RocksFiles open = files();
        return open.db.newIterator(open.entries, options.setIterateUpperBound(end));
    }
}
