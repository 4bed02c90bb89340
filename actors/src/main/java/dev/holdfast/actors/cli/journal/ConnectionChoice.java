package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.List;

/** Which connection a user means. */
final class ConnectionChoice {

    private ConnectionChoice() {}

    /** The entity with this id, or the only one whose id begins so. */
    static String one(JournalReader journal, String begins) {
        List<String> ids = journal.persistenceIds();
        if (ids.contains(begins)) {
            return begins;
        }
        List<String> matching =
                ids.stream().filter(id -> id.startsWith(begins)).sorted().toList();
        if (matching.size() == 1) {
            return matching.getFirst();
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                matching.isEmpty()
                        ? "the journal knows no " + begins
                        : matching.size() + " ids begin with " + begins + ", for one " + matching.getFirst(),
                "holdfast journal ls shows them all");
    }
}
