package dev.holdfast.persistence.journal;

import dev.holdfast.config.JournalSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open database and its native objects.
 *
 * <p>Tuned by measurement for few cores and bulk: no blob files (they cost half as much CPU again), no compression (the payload seldom
 * shrinks), compaction late, because most entries are deleted before it would come. Both families are flushed together: else the few
 * ids would keep write-ahead logs whose entries are in tables long since, to be read at every opening. A write-ahead log that is damaged is refused, an end that is
 * torn off within a record is what a crash leaves and is dropped ({@link WriteAheadLog}). Whoever uses this holds the store's handle lock.
 */
final class RocksFiles implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RocksFiles.class);
    private static final long MIB = 1L << 20;
    private static final long WRITE_BUFFER_BYTES_MAX = 64 * MIB;
    private static final int WRITE_BUFFERS = 4;
    private static final int LEVEL0_FILES = 16;

    static {
        RocksDB.loadLibrary();
    }

    final RocksDB db;
    final ColumnFamilyHandle entries;
    final ColumnFamilyHandle ids;
    final WriteOptions writeOptions;
    private final List<AutoCloseable> natives;

    private RocksFiles(
            RocksDB db, List<ColumnFamilyHandle> families, WriteOptions writeOptions, List<AutoCloseable> natives) {
        this.db = db;
        this.entries = families.get(0);
        this.ids = families.get(1);
        this.writeOptions = writeOptions;
        this.natives = natives;
    }

    static RocksFiles open(JournalSettings settings) {
        Path directory = settings.directory();
        List<AutoCloseable> natives = new ArrayList<>();
        try {
            createPrivately(directory);
            WriteAheadLogs.refuseDamaged(directory);
            long buffer = Math.clamp(settings.diskBytesMax() / 16, MIB, WRITE_BUFFER_BYTES_MAX);
            LRUCache cache = kept(natives, new LRUCache(8 * MIB));
            DBOptions options = kept(natives, databaseOptions(buffer));
            ColumnFamilyOptions large = kept(natives, familyOptions(buffer, cache));
            ColumnFamilyOptions small = kept(natives, familyOptions(Math.min(buffer, 4 * MIB), cache));
            WriteOptions write = kept(natives, new WriteOptions().setSync(settings.fsync()));
            List<ColumnFamilyHandle> families = new ArrayList<>();
            RocksDB db = RocksDB.open(options, directory.toString(), families(large, small), families);
            return new RocksFiles(db, families, write, natives);
        } catch (RocksDBException refused) {
            closeAll(natives);
            throw translated(directory.toString(), refused);
        } catch (IOException refused) {
            closeAll(natives);
            throw new JournalException("journal directory " + directory + " cannot be used: " + refused, refused);
        }
    }

    /**
     * The files as they are now, without a lock and without writing anything; their owner may go on.
     *
     * @throws JournalDamagedException if they are not what was written
     * @throws JournalException if they cannot be read, also because their owner removed one in the meantime
     */
    static RocksFiles openReadOnly(Path directory) {
        List<AutoCloseable> natives = new ArrayList<>();
        try {
            LRUCache cache = kept(natives, new LRUCache(8 * MIB));
            DBOptions options =
                    kept(natives, databaseOptions(MIB).setCreateIfMissing(false).setCreateMissingColumnFamilies(false));
            ColumnFamilyOptions family = kept(natives, familyOptions(WRITE_BUFFER_BYTES_MAX, cache));
            WriteOptions none = kept(natives, new WriteOptions());
            List<ColumnFamilyHandle> families = new ArrayList<>();
            RocksDB db = RocksDB.openReadOnly(options, directory.toString(), families(family, family), families);
            return new RocksFiles(db, families, none, natives);
        } catch (RocksDBException refused) {
            closeAll(natives);
            throw located(directory, refused);
        }
    }

    /** The database does not say where a log is damaged. */
    private static JournalException located(Path directory, RocksDBException refused) {
        try {
            WriteAheadLogs.refuseDamaged(directory);
        } catch (JournalDamagedException place) {
            return place;
        } catch (IOException unreadable) {
            refused.addSuppressed(unreadable);
        }
        return translated(directory.toString(), refused);
    }

    private static List<ColumnFamilyDescriptor> families(ColumnFamilyOptions entries, ColumnFamilyOptions ids) {
        return List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, entries),
                new ColumnFamilyDescriptor("ids".getBytes(StandardCharsets.UTF_8), ids));
    }

    /** Clients' bytes lie there: nobody but the owner may look. */
    static void createPrivately(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory.toAbsolutePath().getParent());
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static DBOptions databaseOptions(long buffer) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
                .setAvoidFlushDuringRecovery(true)
                .setAtomicFlush(true)
                .setMaxTotalWalSize(WRITE_BUFFERS * buffer)
                .setAllowFAllocate(false)
                .setBytesPerSync(MIB)
                .setWalBytesPerSync(MIB)
                .setMaxBackgroundJobs(2)
                .setAllowConcurrentMemtableWrite(false)
                .setEnableWriteThreadAdaptiveYield(false)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setKeepLogFileNum(4)
                .setMaxLogFileSize(MIB)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0);
    }

    private static ColumnFamilyOptions familyOptions(long buffer, LRUCache cache) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(buffer)
                .setMaxWriteBufferNumber(WRITE_BUFFERS)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setLevel0FileNumCompactionTrigger(LEVEL0_FILES)
                .setLevel0SlowdownWritesTrigger(20 * LEVEL0_FILES)
                .setLevel0StopWritesTrigger(40 * LEVEL0_FILES)
                .setMaxBytesForLevelBase(LEVEL0_FILES * buffer)
                .setTargetFileSizeBase(buffer)
                .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
    }

    /** For one pass over entries: checked, and without pushing anything out of the cache. */
    static ReadOptions readOptions() {
        return new ReadOptions().setVerifyChecksums(true).setFillCache(false);
    }

    /** Bytes in memory that will need room on disk when they are flushed. */
    long unflushedBytes() {
        try {
            return db.getLongProperty(entries, "rocksdb.cur-size-all-mem-tables");
        } catch (RocksDBException unknown) {
            return WRITE_BUFFERS * WRITE_BUFFER_BYTES_MAX;
        }
    }

    /** Number of the oldest write-ahead log that is not all in tables; those before it do not count any more. */
    long oldestLog() {
        try {
            return db.getLongProperty("rocksdb.min-log-number-to-keep");
        } catch (RocksDBException unknown) {
            return 0;
        }
    }

    /** Puts what is in memory into tables, which leaves the logs empty; where that is not possible the logs keep it. */
    void flush() {
        try (FlushOptions wait = new FlushOptions()) {
            db.flush(wait, List.of(entries, ids));
        } catch (RocksDBException refused) {
            LOG.warn("the journal's logs are kept for the next opening: {}", refused.getMessage());
        }
    }

    /** Gives the room of deleted entries back to the disk; takes a while. */
    void compact() throws RocksDBException {
        try (CompactRangeOptions whole = new CompactRangeOptions()
                .setBottommostLevelCompaction(CompactRangeOptions.BottommostLevelCompaction.kForce)) {
            db.compactRange(entries, null, null, whole);
        }
    }

    static JournalException translated(String place, RocksDBException fault) {
        Status status = fault.getStatus();
        return status != null && status.getCode() == Status.Code.Corruption
                ? new JournalDamagedException(place, String.valueOf(fault.getMessage()))
                : new JournalException(place + ": " + fault.getMessage(), fault);
    }

    static boolean isNoSpace(RocksDBException fault) {
        Status status = fault.getStatus();
        return (status != null && status.getSubCode() == Status.SubCode.NoSpace)
                || String.valueOf(fault.getMessage()).contains("No space left");
    }

    @Override
    public void close() {
        entries.close();
        ids.close();
        db.close();
        closeAll(natives);
    }

    private static <T extends AutoCloseable> T kept(List<AutoCloseable> natives, T resource) {
        natives.add(resource);
        return resource;
    }

    private static void closeAll(List<AutoCloseable> natives) {
        for (AutoCloseable resource : natives.reversed()) {
            try {
                resource.close();
            } catch (Exception impossible) {
                throw new AssertionError(impossible);
            }
        }
    }
}
