package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast journal tail}: the latest events of all connections, and with {@code -f} those that come. */
@Command(name = "tail", description = "Show the latest events, and follow the journal as it grows.")
final class TailCommand implements Callable<Integer> {

    private static final Comparator<Entry> IN_TIME = Comparator.comparingLong(Entry::timestampMillis)
            .thenComparing(Entry::persistenceId)
            .thenComparingLong(Entry::sequenceNr);
    private static final long PAUSE_MILLIS_MIN = 500;

    /** A look at a large journal on disk takes a while: no more than a quarter of the time. */
    private static final int REST_PER_LOOK = 3;

    /** What comes faster is shown a look later. */
    private static final int LOOK_EVENTS_MAX = 2000;

    @Mixin
    JournalPlace place = new JournalPlace();

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table or jsonl.")
    RowFormat format = RowFormat.TABLE;

    @Option(names = "-n", paramLabel = "N", defaultValue = "20", description = "How many. Default: ${DEFAULT-VALUE}.")
    int count;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on until interrupted.")
    boolean follow;

    private final Map<String, Long> seen = new HashMap<>();

    @Override
    public Integer call() throws InterruptedException {
        try (Rows rows = Rows.toStdout(format)) {
            EventRows events = new EventRows(rows, new EventDetails(false), true);
            place.read(journal -> {
                latest(journal).forEach(events::add);
                return 0;
            });
            while (rows.flush() && follow) {
                long began = System.nanoTime();
                place.read(journal -> {
                    fresh(journal).forEach(events::add);
                    return 0;
                });
                Thread.sleep(Math.max(PAUSE_MILLIS_MIN, REST_PER_LOOK * (System.nanoTime() - began) / 1_000_000));
            }
        }
        return ExitCode.OK.number();
    }

    private List<Entry> latest(JournalReader journal) {
        PriorityQueue<Entry> latest = new PriorityQueue<>(IN_TIME);
        JournalPass pass = new JournalPass(journal, selection.selection(), _ -> {});
        for (String id : pass.ids()) {
            long highest = journal.highestSequenceNr(id);
            pass.entries(id, Math.max(1, highest - count + 1), entry -> {
                latest.add(entry);
                if (latest.size() > count) {
                    latest.poll();
                }
                return true;
            });
            seen.put(id, highest);
        }
        return latest.stream().sorted(IN_TIME).toList();
    }

    /** What came since the last look; a connection that was forgotten meanwhile has nothing new. */
    private List<Entry> fresh(JournalReader journal) {
        List<Entry> fresh = new ArrayList<>();
        JournalPass pass = new JournalPass(journal, selection.selection(), _ -> {});
        List<String> ids = pass.ids();
        seen.keySet().retainAll(ids);
        for (String id : ids) {
            if (fresh.size() >= LOOK_EVENTS_MAX) {
                break;
            }
            try {
                journal.read(id, seen.getOrDefault(id, 0L) + 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
                    seen.put(id, entry.sequenceNr());
                    if (pass.selection().wants(entry)) {
                        fresh.add(entry);
                    }
                    return fresh.size() < LOOK_EVENTS_MAX;
                });
            } catch (JournalException damage) {
                throw JournalPlace.failure(damage);
            }
        }
        fresh.sort(IN_TIME);
        return fresh;
    }
}
