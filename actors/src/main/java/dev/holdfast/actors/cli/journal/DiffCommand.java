package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.persistence.inspect.JournalDifference;
import dev.holdfast.persistence.journal.JournalReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast journal diff}: whether two journals are the same; exit code 1 if not. */
@Command(name = "diff", description = "Compare two journals, replicas say, and name the first difference.")
final class DiffCommand implements Callable<Integer> {

    @Parameters(index = "0", paramLabel = "A", description = "A journal's directory, or a node's admin socket.")
    Path one = Path.of("");

    @Parameters(index = "1", paramLabel = "B", description = "The other.")
    Path other = Path.of("");

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Override
    public Integer call() {
        return JournalPlace.of(one)
                .read(true, left -> JournalPlace.of(other).read(true, right -> compare(left, right)));
    }

    private int compare(JournalReader left, JournalReader right) {
        try (Progress progress = new Progress()) {
            JournalDifference found = JournalDifference.first(left, right, selection.selection(), progress);
            progress.clear();
            if (found == null) {
                Talk.toStderr().good("the same: %,d events".formatted(progress.entries()));
                return ExitCode.OK.number();
            }
            System.out.println(found.persistenceId() + " #" + found.sequenceNr() + ": " + found.what());
            return ExitCode.FAILED.number();
        }
    }
}
