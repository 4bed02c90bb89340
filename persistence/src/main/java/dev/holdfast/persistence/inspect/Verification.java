package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads all of a journal and names every place that no node can have written so.
 *
 * <p>Checked are the entries' checksums and formats, entries that are missing between others, the order of events by the rules of
 * {@link dev.holdfast.protocol.connection.Connection#decide}, byte ranges that overlap, and entries without an owner. What a file's
 * end lost as a whole can not be told from what was never written.
 *
 * @param progress hears of every sound entry while it is looked at, by several threads
 * @param damages hears of every damage, by the calling thread; entity after entity
 */
public record Verification(
        JournalReader journal, Selection selection, Consumer<Entry> progress, Consumer<Damage> damages) {

    /** Reads everything; damage is told, not thrown. */
    public void run() {
        try {
            List<String> ids = new JournalPass(journal, selection, progress).ids();
            EntitySweep.over(ids, journal, this::verify, damages);
            journal.strays()
                    .forEach(place -> damages.accept(
                            new Damage(place, 0, Damage.NO_OFFSET, "entries that belong to no connection")));
        } catch (JournalException unreadable) {
            damages.accept(new Damage("journal", 0, Damage.NO_OFFSET, String.valueOf(unreadable.getMessage())));
        }
    }

    private void verify(String id, Consumer<Damage> found) {
        HistoryCheck check = new HistoryCheck(id, found);
        journal.inspect(id, stored -> {
            check.next(stored, progress);
            return true;
        });
    }
}
