package dev.holdfast.persistence.journal;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Few keys on disk (RocksDB), each batch of which is on the disk itself when it is written. One thread writes.
 *
 * <p>As in a store, damage is refused when the files are opened, and an end that a crash tore off is dropped: it was confirmed to nobody.
 */
public final class RecordFiles implements AutoCloseable {

    /** Where a replica's lie, beside its copies of the journal, which they are no copy of. */
    public static final String DIRECTORY = "log";

    private static final long BUFFER_BYTES = 16L << 20;

    private final Path directory;
    private final FileStore disk;
    private final Options options;
    private final WriteOptions synced;
    private final RocksDB db;

    private RecordFiles(Path directory, FileStore disk, Options options, RocksDB db) {
        this.directory = directory;
        this.disk = disk;
        this.options = options;
        this.synced = new WriteOptions().setSync(true);
        this.db = db;
    }

    /**
     * Opens or creates the files.
     *
     * @throws JournalDamagedException if they are not what was written
     * @throws JournalException if another process has them open, or the directory cannot be used
     */
    public static RecordFiles open(Path directory) {
        RocksDB.loadLibrary();
        Options options = new Options()
                .setCreateIfMissing(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setWriteBufferSize(BUFFER_BYTES)
                .setAllowFAllocate(false)
                .setKeepLogFileNum(4)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
        try {
            RocksFiles.createPrivately(directory);
            WriteAheadLogs.refuseDamaged(directory);
            return new RecordFiles(
                    directory, Files.getFileStore(directory), options, RocksDB.open(options, directory.toString()));
        } catch (RocksDBException refused) {
            options.close();
            throw RocksFiles.translated(directory.toString(), refused);
        } catch (IOException refused) {
            options.close();
            throw new JournalException("directory " + directory + " cannot be used: " + refused, refused);
        } catch (JournalException damaged) {
            options.close();
            throw damaged;
        }
    }

    /** @throws JournalException if it cannot be read */
    public byte @Nullable [] get(byte[] key) {
        try {
            return db.get(key);
        } catch (RocksDBException fault) {
            throw RocksFiles.translated(directory.toString(), fault);
        }
    }

    /** Everything from {@code first} on, in order of the keys. @throws JournalException if it cannot be read */
    public void read(byte[] first, BiConsumer<byte[], byte[]> visitor) {
        try (ReadOptions checked = RocksFiles.readOptions();
                RocksIterator at = db.newIterator(checked)) {
            for (at.seek(first); at.isValid(); at.next()) {
                visitor.accept(at.key(), at.value());
            }
            at.status();
        } catch (RocksDBException fault) {
            throw RocksFiles.translated(directory.toString(), fault);
        }
    }

    /** It is on the disk itself when this returns, all of it or nothing. @throws JournalException if it is not */
    public void write(WriteBatch batch) {
        try {
            db.write(synced, batch);
        } catch (RocksDBException fault) {
            throw RocksFiles.translated(directory.toString(), fault);
        }
    }

    /** Whether the disk takes {@code bytes} more and still has half of what a store leaves free ({@link RocksDatabase}). */
    public boolean hasRoom(long bytes) {
        try {
            long margin = Math.clamp(disk.getTotalSpace() / 100, 2L << 20, 128L << 20);
            return disk.getUsableSpace() > margin + 2 * bytes;
        } catch (IOException unknown) {
            return true;
        }
    }

    @Override
    public void close() {
        db.close();
        synced.close();
        options.close();
    }
}
