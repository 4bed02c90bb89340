package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.EntityName.OfConnection;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.journal.Stored;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One pass over the selected part of a journal, in the order of the entities' names.
 *
 * @param progress hears of every entry that was read while it is looked at, by several threads
 */
public record JournalPass(JournalReader journal, Selection selection, Consumer<Entry> progress) {

    /** The entities that may hold something selected. */
    public List<String> ids() {
        return journal.persistenceIds().stream()
                .filter(selection::wants)
                .sorted()
                .toList();
    }

    /** Every selected connection, folded; a damaged one is shown as far as it could be read. By the calling thread. */
    public void connections(Consumer<ConnectionSummary> visitor) {
        EntitySweep.<ConnectionSummary>over(
                ids(),
                journal,
                (id, results) -> {
                    if (EntityName.of(id) instanceof OfConnection name) {
                        results.accept(fold(id, name, _ -> {}));
                    }
                },
                summary -> {
                    if (touches(summary)) {
                        visitor.accept(summary);
                    }
                });
    }

    boolean touches(ConnectionSummary summary) {
        return selection.touches(summary.firstMillis(), summary.lastMillis());
    }

    /** @param entries sees each while it is looked at */
    ConnectionSummary fold(String id, OfConnection name, Consumer<Entry> entries) {
        ConnectionFold fold = new ConnectionFold(id, name);
        String damage = sound(id, entry -> {
            entries.accept(entry);
            fold.add(entry);
        });
        return damage == null ? fold.summary() : fold.damaged(damage);
    }

    /** Shows the entries up to the first damage, which is given; null if there is none. */
    @Nullable
    String sound(String id, Consumer<Entry> entries) {
        String[] damage = {null};
        journal.inspect(id, stored -> {
            try {
                switch (stored) {
                    case Stored.Intact intact -> {
                        progress.accept(intact.entry());
                        entries.accept(intact.entry());
                    }
                    case Stored.Damaged damaged -> damage[0] = id + " #" + damaged.sequenceNr() + ": " + damaged.what();
                }
            } catch (JournalDamagedException malformed) {
                damage[0] = String.valueOf(malformed.getMessage());
            }
            return damage[0] == null;
        });
        return damage[0];
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
