package dev.holdfast.tests.damage;

import dev.holdfast.persistence.inspect.Damage;
import dev.holdfast.persistence.inspect.Selection;
import dev.holdfast.persistence.inspect.Verification;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.RocksSnapshot;
import dev.holdfast.tests.damage.DamageReport.Outcome;
import dev.holdfast.tests.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** A journal's files of which one is damaged at a time, and mended after it was looked at. One thread. */
final class DamagedJournal {

    private static final int ERASED_BYTES = 512;

    /** A node changes what it opens, so it gets a copy; every so many rounds. */
    private static final int NODE_EVERY = 10;

    /** Small files get their share of damage too. */
    private static final int WEIGHT_MIN = 2000;

    private enum Kind {
        FLIP,
        CUT,
        ERASE
    }

    /**
     * @param kind of the damage and of the file that it befell
     * @param what the damage was
     */
    record Round(String kind, Outcome outcome, String what) {}

    private final Path directory;
    private final SplittableRandom random;
    private final Map<String, List<String>> whole;
    private final Map<Path, byte[]> sound = new HashMap<>();
    private final List<Path> files;
    private int rounds;

    private DamagedJournal(Path directory, long seed) throws IOException {
        this.directory = directory;
        this.random = new SplittableRandom(seed);
        try (Stream<Path> all = Files.list(directory)) {
            this.files = all.filter(DamagedJournal::isRead).sorted().toList();
        }
        for (Path file : files) {
            sound.put(file, Files.readAllBytes(file));
        }
        try (RocksSnapshot snapshot = RocksSnapshot.open(directory)) {
            this.whole = SampleJournal.content(snapshot);
        }
    }

    static DamagedJournal make(Path directory, long seed) throws IOException {
        Path journal = directory.resolve("journal");
        SampleJournal.write(journal, seed);
        return new DamagedJournal(journal, seed);
    }

    /** The database's diary, its lock and the record of its options are for people. */
    private static boolean isRead(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith("LOG")
                && !name.startsWith("OPTIONS")
                && !name.equals("LOCK")
                && !name.equals("IDENTITY");
    }

    /** Damages, looks, mends. */
    Round round() throws IOException {
        rounds++;
        Path file = pick();
        byte[] before = sound.getOrDefault(file, new byte[0]);
        int die = random.nextInt(20);
        Kind kind = die == 0 ? Kind.CUT : die == 1 ? Kind.ERASE : Kind.FLIP;
        int at = random.nextInt(Math.max(1, before.length));
        Files.write(file, damaged(before, kind, at));
        try {
            Outcome outcome = look(file, kind);
            if (rounds % NODE_EVERY == 0 && believes(kind)) {
                outcome = Outcome.WRONG;
            }
            return new Round(
                    kind.name().toLowerCase(Locale.ROOT) + " in " + sort(file),
                    outcome,
                    "%s at byte %d of %s".formatted(kind, at, file.getFileName()));
        } finally {
            Files.write(file, before);
        }
    }

    private Path pick() {
        long weights = files.stream().mapToLong(this::weight).sum();
        long rest = random.nextLong(weights);
        for (Path file : files) {
            rest -= weight(file);
            if (rest < 0) {
                return file;
            }
        }
        throw new AssertionError("weights");
    }

    private long weight(Path file) {
        byte[] bytes = sound.getOrDefault(file, new byte[0]);
        return bytes.length == 0 ? 0 : Math.max(WEIGHT_MIN, bytes.length);
    }

    private byte[] damaged(byte[] before, Kind kind, int at) {
        return switch (kind) {
            case FLIP -> {
                byte[] flipped = before.clone();
                flipped[at] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
            case CUT -> Arrays.copyOf(before, at);
            case ERASE -> {
                byte[] erased = before.clone();
                Arrays.fill(erased, at, Math.min(erased.length, at + ERASED_BYTES), (byte) 0);
                yield erased;
            }
        };
    }

    private Outcome look(Path file, Kind kind) {
        List<Damage> found = new ArrayList<>();
        List<String> torn;
        try (RocksSnapshot snapshot = RocksSnapshot.open(directory)) {
            torn = new Verification(snapshot, Selection.ALL, _ -> {}, found::add).run();
            if (!found.isEmpty()) {
                return found.stream().anyMatch(each -> isPlace(each.toString(), file)) ? Outcome.PLACED : Outcome.FOUND;
            }
            Map<String, List<String>> content = SampleJournal.content(snapshot);
            if (content.equals(whole)) {
                return Outcome.HARMLESS;
            }
            boolean lostItsEnd = kind == Kind.CUT && isLog(file) && SampleJournal.isBeginningOf(whole, content);
            return !lostItsEnd ? Outcome.WRONG : torn.isEmpty() ? Outcome.SHORTER : Outcome.TORN;
        } catch (JournalException refused) {
            return isPlace(String.valueOf(refused.getMessage()), file) ? Outcome.PLACED : Outcome.FOUND;
        }
    }

    /** Whether a message says more than that the journal is damaged. */
    private static boolean isPlace(String message, Path file) {
        return message.contains(file.getFileName().toString()) || message.contains(" #");
    }

    /** Whether a node that is started with the files reads something else than was written, and does not notice. */
    private boolean believes(Kind kind) throws IOException {
        Path own = directory.resolveSibling("node");
        SampleJournal.copy(directory, own);
        try (JournalStore store = JournalStore.open(SampleJournal.settings(own))) {
            Map<String, List<String>> content = SampleJournal.content(store);
            return kind == Kind.CUT ? !SampleJournal.isBeginningOf(whole, content) : !content.equals(whole);
        } catch (JournalException noticed) {
            return false;
        } finally {
            Trees.remove(own);
        }
    }

    private static boolean isLog(Path file) {
        return file.toString().endsWith(".log");
    }

    private static String sort(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".sst")
                ? "a table"
                : isLog(file) ? "the log" : name.startsWith("MANIFEST") ? "the manifest" : name;
    }
}
