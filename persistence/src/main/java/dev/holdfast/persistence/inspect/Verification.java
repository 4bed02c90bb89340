package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.function.Consumer;

/**
 * Reads all of a journal and names every place that no node can have written so.
 *
 * <p>Checked are the entries' checksums and formats, entries that are missing between others, the order of events by the rules of
 * {@link dev.holdfast.protocol.connection.Connection#decide}, byte ranges that overlap, and entries without an owner. What a file's
 * end lost as a whole can not be told from what was never written. Owned by one thread.
 *
 * @param progress hears of every sound entry
 * @param damages hears of every damage
 */
public record Verification(
        JournalReader journal, Selection selection, Consumer<Entry> progress, Consumer<Damage> damages) {

    /** Reads everything; damage is told, not thrown. */
    public void run() {
        try {
            new JournalPass(journal, selection, progress).ids().forEach(this::verify);
            journal.strays()
                    .forEach(place -> damages.accept(
                            new Damage(place, 0, Damage.NO_OFFSET, "entries that belong to no connection")));
        } catch (JournalException unreadable) {
            damages.accept(new Damage("journal", 0, Damage.NO_OFFSET, String.valueOf(unreadable.getMessage())));
        }
    }

    private void verify(String id) {
        HistoryCheck check = new HistoryCheck(id, damages);
        journal.inspect(id, stored -> {
            check.next(stored, progress);
            return true;
        });
    }
}
