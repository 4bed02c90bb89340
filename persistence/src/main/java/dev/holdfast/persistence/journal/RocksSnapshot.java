package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.journal.RocksKeys.Identity;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * A journal on disk as it was at one instant, read beside the node that writes it.
 *
 * <p>Opening reads the manifest, then the logs that it names; a flush in between would leave a hole that looks like damage. Hence a
 * snapshot counts only if the manifest is the same before and after, and damage only if it is met twice; else it is tried again for
 * some seconds. Files that the node removes later stay readable, because they
 * are open. Takes memory for what the node has not flushed yet, at most some 300 MB. Safe for any thread.
 */
public final class RocksSnapshot implements JournalReader {

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final int ATTEMPTS_MIN = 3;
    private static final String CURRENT = "CURRENT";
    private static final long NOTHING_BEHIND = -1;
    private static final long LEAP_MAX = 1L << 60;

    private final Path directory;
    private final RocksFiles files;
    private final String manifest;

    private RocksSnapshot(Path directory, RocksFiles files, String manifest) {
        this.directory = directory;
        this.files = files;
        this.manifest = manifest;
    }

    /** Whether a journal lies right in {@code directory}. */
    public static boolean isJournal(Path directory) {
        return Files.isRegularFile(directory.resolve(CURRENT)) && !directory.endsWith(RecordFiles.DIRECTORY);
    }

    /**
     * @throws JournalDamagedException if the files are not what was written
     * @throws JournalException if there is no journal, or it can not be read
     */
    public static RocksSnapshot open(Path directory) {
        if (!isJournal(directory)) {
            throw new JournalException("no journal lies in " + directory);
        }
        JournalException last = new JournalException(directory + " changes faster than it can be read");
        long began = System.nanoTime();
        for (int attempt = 0; attempt < ATTEMPTS_MIN || System.nanoTime() - began < PATIENCE_NANOS; attempt++) {
            String before = manifest(directory);
            try {
                RocksFiles files = RocksFiles.openReadOnly(directory);
                if (manifest(directory).equals(before)) {
                    return new RocksSnapshot(directory, files, before);
                }
                files.close();
            } catch (JournalException refused) {
                boolean again = String.valueOf(refused.getMessage()).equals(last.getMessage());
                if (again
                        && refused instanceof JournalDamagedException
                        && manifest(directory).equals(before)) {
                    throw refused;
                }
                last = refused;
            }
        }
        throw last;
    }

    /** Which manifest is in force, and how long it is: it grows with every change of the set of files. */
    private static String manifest(Path directory) {
        try {
            String name = Files.readString(directory.resolve(CURRENT)).strip();
            Path file = directory.resolve(name);
            return name + " " + (Files.exists(file) ? Files.size(file) : "is not there");
        } catch (InvalidPathException | CharacterCodingException damaged) {
            return "named by what can be no name";
        } catch (IOException replaced) {
            return "replaced at " + System.nanoTime();
        }
    }

    @Override
    public List<String> persistenceIds() {
        List<String> all = new ArrayList<>();
        try (RocksIterator ids = files.db.newIterator(files.ids)) {
            for (ids.seekToFirst(); ids.isValid(); ids.next()) {
                all.add(new String(ids.key(), StandardCharsets.UTF_8));
            }
            ids.status();
            return all;
        } catch (RocksDBException damaged) {
            throw RocksFiles.translated(directory + ", the list of ids", damaged);
        }
    }

    @Override
    public long highestSequenceNr(String persistenceId) {
        Identity identity = identity(persistenceId);
        if (identity == null) {
            return 0;
        }
        try (RocksScan entries = new RocksScan(files, persistenceId, identity.number(), Long.MAX_VALUE)) {
            return Math.max(identity.highestDeleted(), entries.lastSequenceNr());
        } catch (RocksDBException damaged) {
            throw RocksFiles.translated(persistenceId, damaged);
        }
    }

    @Override
    public void read(String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Predicate<Entry> visitor) {
        Identity identity = identity(persistenceId);
        if (identity == null || max <= 0 || fromSequenceNr > toSequenceNr) {
            return;
        }
        long at = Math.max(1, fromSequenceNr);
        try (RocksScan entries = new RocksScan(files, persistenceId, identity.number(), toSequenceNr)) {
            entries.seek(at);
            for (long shown = 0; shown < max && entries.isValid(); shown++) {
                at = entries.sequenceNr();
                if (!visitor.test(entries.entry())) {
                    return;
                }
                at++;
                entries.next();
            }
            entries.status();
        } catch (RocksDBException damaged) {
            throw RocksFiles.translated(persistenceId + " from #" + at, damaged);
        }
    }

    /**
     * A damaged block is left out: what lies behind it is read on. Never without the blocks' checksums, for the library believes what a block says
     * of itself.
     */
    @Override
    public void inspect(String persistenceId, Predicate<Stored> visitor) {
        Identity identity;
        try {
            identity = identity(persistenceId);
        } catch (JournalDamagedException damage) {
            var _ = visitor.test(new Stored.Damaged(0, String.valueOf(damage.getMessage())));
            return;
        }
        long from = identity == null ? NOTHING_BEHIND : 1;
        while (identity != null && from != NOTHING_BEHIND) {
            from = inspect(persistenceId, identity, from, visitor);
        }
    }

    /** @return where to go on, behind damage; {@link #NOTHING_BEHIND} if there is nothing more to be read or to be told */
    private long inspect(String id, Identity identity, long from, Predicate<Stored> visitor) {
        long next = from;
        try (RocksScan entries = new RocksScan(files, id, identity.number(), Long.MAX_VALUE)) {
            for (entries.seek(next); entries.isValid(); entries.next()) {
                Stored stored = entries.stored();
                next = stored.sequenceNr() + 1;
                if (!visitor.test(stored)) {
                    return NOTHING_BEHIND;
                }
            }
            entries.status();
            return NOTHING_BEHIND;
        } catch (RocksDBException blockDamaged) {
            long behind = behindDamage(id, identity, next);
            String extent = behind == NOTHING_BEHIND ? "from here on: " : "up to #" + (behind - 1) + ": ";
            boolean wanted = visitor.test(new Stored.Damaged(next, extent + blockDamaged.getMessage()));
            return wanted ? behind : NOTHING_BEHIND;
        }
    }

    /** The first that can be sought after {@code damaged}, which cannot: found by leaps, then by halves. */
    private long behindDamage(String id, Identity identity, long damaged) {
        try (RocksScan entries = new RocksScan(files, id, identity.number(), Long.MAX_VALUE)) {
            long unreadable = damaged;
            long leap = 1;
            while (!entries.canSeek(unreadable + leap)) {
                unreadable += leap;
                leap *= 2;
                if (leap > LEAP_MAX) {
                    return NOTHING_BEHIND;
                }
            }
            long readable = unreadable + leap;
            while (readable - unreadable > 1) {
                long middle = unreadable + (readable - unreadable) / 2;
                if (entries.canSeek(middle)) {
                    readable = middle;
                } else {
                    unreadable = middle;
                }
            }
            return readable;
        }
    }

    /** Logs that the node moves into tables meanwhile are read one by one only: they need not follow each other any more. */
    @Override
    public List<String> inspectLogs() {
        try {
            return followingLogs();
        } catch (IOException unreadable) {
            throw new JournalException("the logs in " + directory + " cannot be read: " + unreadable, unreadable);
        }
    }

    private List<String> followingLogs() throws IOException {
        try {
            return WriteAheadLogs.readFrom(files.oldestLog(), directory);
        } catch (JournalDamagedException | NoSuchFileException found) {
            if (found instanceof JournalDamagedException damage
                    && manifest(directory).equals(manifest)) {
                throw damage;
            }
            WriteAheadLogs.refuseDamaged(directory);
            return List.of();
        }
    }

    /** From entity to entity by their numbers, a seek for each. */
    @Override
    public List<String> strays() {
        Set<Long> known = new HashSet<>();
        persistenceIds().forEach(id -> {
            Identity identity = identity(id);
            if (identity != null) {
                known.add(identity.number());
            }
        });
        List<String> strays = new ArrayList<>();
        try (ReadOptions options = RocksFiles.readOptions();
                RocksIterator entries = files.db.newIterator(files.entries, options)) {
            entries.seekToFirst();
            while (entries.isValid()) {
                long number = RocksKeys.number(entries.key());
                if (!known.contains(number)) {
                    strays.add(directory + ", entity number " + number);
                }
                entries.seek(RocksKeys.key(number + 1, 0));
            }
            entries.status();
            return strays;
        } catch (RocksDBException damaged) {
            throw RocksFiles.translated(directory.toString(), damaged);
        }
    }

    @Override
    public int usefulReaders() {
        return Runtime.getRuntime().availableProcessors();
    }

    private @Nullable Identity identity(String persistenceId) {
        try {
            byte[] value = files.db.get(files.ids, persistenceId.getBytes(StandardCharsets.UTF_8));
            return value == null ? null : Identity.decoded(persistenceId, value);
        } catch (RocksDBException damaged) {
            throw RocksFiles.translated(persistenceId, damaged);
        }
    }

    /** Nobody may be reading any more. */
    @Override
    public void close() {
        files.close();
    }
}
