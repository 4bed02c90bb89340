package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.inspect.ConnectionSummary;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.inspect.Retirement;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.journal.JournalStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast journal gc}: the closed connections that only take room; removes them when told to twice. */
@Command(
        name = "gc",
        description = "Show the closed connections whose entries may go; with --write remove them.",
        footer = "%nA node does this by itself in its own time; this is for journals that no node holds.")
final class GcCommand implements Callable<Integer> {

    @Mixin
    JournalPlace place = new JournalPlace();

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "Closed before: a time, or 90s, 10m, 2h, 3d ago. Default: all that are closed.")
    String olderThan = "0s";

    @Option(names = "--dry-run", description = "Remove nothing (the default).")
    boolean dryRun;

    @Option(names = "--write", description = "Remove them; refused while a node holds the journal.")
    boolean write;

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    RowFormat format = RowFormat.TABLE;

    @Override
    public Integer call() {
        if (dryRun && write) {
            throw new CommandFailure(ExitCode.USAGE, "--dry-run and --write contradict each other", "");
        }
        if (write && place.isNode()) {
            throw new CommandFailure(ExitCode.USAGE, "a node removes its closed connections by itself", "");
        }
        if (!write) {
            return place.read(this::collect);
        }
        Path directory = place.found();
        JournalSettings settings =
                new JournalSettings(JournalSettings.Store.ROCKSDB, directory, 0, Long.MAX_VALUE, true, 1 << 20);
        try (JournalStore journal = JournalStore.open(settings)) {
            return collect(journal);
        } catch (JournalException refused) {
            throw new CommandFailure(
                    JournalPlace.failure(refused).exitCode(),
                    String.valueOf(refused.getMessage()),
                    "does a node hold the journal? It removes closed connections by itself");
        }
    }

    private int collect(JournalReader journal) {
        List<ConnectionSummary> due;
        Instant before = SelectionOptions.time(olderThan, Instant.now());
        try (Progress progress = new Progress()) {
            due = Retirement.due(new JournalPass(journal, selection.selection(), progress), before);
        }
        try (Rows rows = Rows.toStdout(format)) {
            due.forEach(connection -> rows.add(row(connection)));
        }
        long bytes = due.stream().mapToLong(ConnectionSummary::bytes).sum();
        String what = "%,d closed connections, %,d bytes".formatted(due.size(), bytes);
        if (journal instanceof JournalStore store) {
            Retirement.carryOut(due, store);
            Talk.toStderr().good("removed: " + what);
        } else {
            Talk.toStderr().step("nothing removed (--write does): " + what);
        }
        return ExitCode.OK.number();
    }

    private static Map<String, Object> row(ConnectionSummary connection) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", connection.id());
        row.put("closed", Instant.ofEpochMilli(connection.lastMillis()).toString());
        row.put("bytes", connection.bytes());
        row.put("remark", connection.remark());
        return row;
    }
}
