package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.persistence.inspect.ConnectionSummary;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.journal.JournalReader;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast journal ls}: a connection a line. */
@Command(name = "ls", description = "List the connections of a journal.")
final class LsCommand implements Callable<Integer> {

    @Mixin
    JournalPlace place = new JournalPlace();

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    RowFormat format = RowFormat.TABLE;

    private boolean damaged;

    @Override
    public Integer call() {
        return place.read(this::list);
    }

    private int list(JournalReader journal) {
        try (Progress progress = new Progress();
                Rows rows = Rows.toStdout(format)) {
            new JournalPass(journal, selection.selection(), progress).connections(summary -> rows.add(row(summary)));
        }
        if (damaged) {
            Talk.toStderr().bad("damaged; `holdfast journal verify` names every place");
        }
        return (damaged ? ExitCode.DAMAGE : ExitCode.OK).number();
    }

    private Map<String, Object> row(ConnectionSummary summary) {
        damaged |= summary.state() == ConnectionSummary.State.DAMAGED;
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", summary.id());
        if (format != RowFormat.TABLE) {
            row.put("service", summary.name().service());
            row.put("client", summary.name().client().toString());
            row.put("server", summary.name().server().toString());
        }
        row.put("state", summary.state().name().toLowerCase(Locale.ROOT));
        row.put("first", Instant.ofEpochMilli(summary.firstMillis()).toString());
        row.put("last", Instant.ofEpochMilli(summary.lastMillis()).toString());
        row.put("in", summary.bytesIn());
        row.put("out_acked", summary.bytesOutAcked());
        row.put("incarnations", summary.incarnations());
        row.put("writers", summary.writers());
        row.put("events", summary.entries());
        row.put("bytes", summary.bytes());
        row.put("remark", summary.remark());
        return row;
    }
}
