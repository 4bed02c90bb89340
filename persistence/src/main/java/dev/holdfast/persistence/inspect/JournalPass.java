package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.EntityName.OfConnection;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One pass over the selected part of a journal, an entity after the other in the order of their names. Owned by one thread.
 *
 * @param progress hears of every entry that was read
 */
public record JournalPass(JournalReader journal, Selection selection, Consumer<Entry> progress) {

    /** The entities that may hold something selected. */
    public List<String> ids() {
        return journal.persistenceIds().stream()
                .filter(selection::wants)
                .sorted()
                .toList();
    }

    /** Every selected connection, folded; a damaged one is shown as far as it could be read. */
    public void connections(Consumer<ConnectionSummary> visitor) {
        for (String id : ids()) {
            if (EntityName.of(id) instanceof OfConnection name) {
                ConnectionSummary summary = fold(id, name);
                if (selection.touches(summary.firstMillis(), summary.lastMillis())) {
                    visitor.accept(summary);
                }
            }
        }
    }

    private ConnectionSummary fold(String id, OfConnection name) {
        ConnectionFold fold = new ConnectionFold(id, name);
        try {
            journal.read(id, 1, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
                progress.accept(entry);
                fold.add(entry);
                return true;
            });
            return fold.summary();
        } catch (JournalDamagedException damage) {
            return fold.damaged(String.valueOf(damage.getMessage()));
        }
    }

    /**
     * Every selected entry of {@code id} from {@code fromSequenceNr} on, until {@code visitor} returns false.
     *
     * @throws JournalDamagedException at the first entry that is not what was written
     */
    public void entries(String id, long fromSequenceNr, Predicate<Entry> visitor) {
        journal.read(id, fromSequenceNr, Long.MAX_VALUE, Long.MAX_VALUE, entry -> {
            progress.accept(entry);
            return !selection.wants(entry) || visitor.test(entry);
        });
    }
}
