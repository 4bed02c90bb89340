package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.inspect.JournalTotals;
import dev.holdfast.persistence.journal.JournalReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast journal stats}: what a journal holds, added up. */
@Command(name = "stats", description = "Add up what a journal holds: connections by state, events by type, bytes.")
final class StatsCommand implements Callable<Integer> {

    @Mixin
    JournalPlace place = new JournalPlace();

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    RowFormat format = RowFormat.TABLE;

    @Override
    public Integer call() {
        return place.read(this::add);
    }

    private int add(JournalReader journal) {
        JournalTotals totals;
        try (Progress progress = new Progress()) {
            totals = JournalTotals.of(new JournalPass(journal, selection.selection(), progress));
        }
        try (Rows rows = Rows.toStdout(format)) {
            totals.byState()
                    .forEach((state, count) ->
                            rows.add(row("connections", state.name().toLowerCase(Locale.ROOT), count, "")));
            totals.byType().forEach((type, share) -> rows.add(row("events", type, share.entries(), share.bytes())));
            rows.add(row("events", "all", totals.entries(), totals.bytes()));
            rows.add(row("bytes", "in", "", totals.bytesIn()));
            rows.add(row("bytes", "out acknowledged", "", totals.bytesOutAcked()));
            if (totals.entries() > 0) {
                rows.add(row("time", "first " + Instant.ofEpochMilli(totals.firstMillis()), "", ""));
                rows.add(row("time", "last " + Instant.ofEpochMilli(totals.lastMillis()), "", ""));
            }
        }
        totals.damaged().forEach(place -> Talk.toStderr().bad(place));
        return (totals.damaged().isEmpty() ? ExitCode.OK : ExitCode.DAMAGE).number();
    }

    private static Map<String, Object> row(String what, String sort, Object count, Object bytes) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("what", what);
        row.put("sort", sort);
        row.put("count", count);
        row.put("bytes", bytes);
        return row;
    }
}
