package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.persistence.inspect.Damage;
import dev.holdfast.persistence.inspect.Verification;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast journal verify}: names every damaged place; exit code 6 if there is one. */
@Command(name = "verify", description = "Check every entry and the order of events; name each damaged place.")
final class VerifyCommand implements Callable<Integer> {

    @Mixin
    JournalPlace place = new JournalPlace();

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    RowFormat format = RowFormat.TABLE;

    private long damages;

    @Override
    public Integer call() {
        return place.read(this::verify);
    }

    private int verify(JournalReader journal) {
        Talk talk = Talk.toStderr();
        try (Progress progress = new Progress()) {
            List<String> torn;
            try (Rows rows = Rows.toStdout(format)) {
                torn = new Verification(journal, selection.selection(), progress, damage -> {
                            damages++;
                            rows.add(row(damage));
                        })
                        .run();
            }
            progress.clear();
            torn.forEach(place -> talk.step("torn end, as a crash leaves it: " + place));
            String read = "%,d events, %,d MB read in %.1f s (%,.0f MB/s)"
                    .formatted(
                            progress.entries(),
                            progress.bytes() / 1_000_000,
                            progress.seconds(),
                            progress.megabytesPerSecond());
            if (damages == 0) {
                talk.good("sound: " + read);
                return ExitCode.OK.number();
            }
            talk.bad(damages + " damaged places; " + read);
            return ExitCode.DAMAGE.number();
        }
    }

    private static Map<String, Object> row(Damage damage) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", damage.persistenceId());
        row.put("seq", damage.sequenceNr());
        row.put("offset", damage.offset() == Damage.NO_OFFSET ? "" : damage.offset());
        row.put("what", damage.what());
        return row;
    }
}
