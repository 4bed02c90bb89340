package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads all of a journal and names every place that no node can have written so.
 *
 * <p>Checked are the entries' checksums and formats, entries that are missing between others, the order of events by the rules of
 * {@link dev.holdfast.protocol.connection.Connection#decide}, byte ranges that overlap, entries without an owner, and the
 * write-ahead logs. Whole records that the last log's end lost can not be told from what was never written.
 *
 * @param progress hears of every sound entry while it is looked at, by several threads
 * @param damages hears of every damage, by the calling thread; entity after entity
 */
public record Verification(
        JournalReader journal, Selection selection, Consumer<Entry> progress, Consumer<Damage> damages) {

    /**
     * Reads everything; damage is told, not thrown.
     *
     * @return places where a crash tore a log's end off; no damage, because nothing from there on was confirmed
     */
    public List<String> run() {
        List<String> torn = logs();
        try {
            List<String> ids = new JournalPass(journal, selection, progress).ids();
            EntitySweep.over(ids, journal, this::verify, damages);
            journal.strays()
                    .forEach(place -> damages.accept(
                            new Damage(place, 0, Damage.NO_OFFSET, "entries that belong to no connection")));
        } catch (JournalException unreadable) {
            damages.accept(new Damage("journal", 0, Damage.NO_OFFSET, String.valueOf(unreadable.getMessage())));
        }
        return torn;
    }

    private List<String> logs() {
        try {
            return journal.inspectLogs();
        } catch (JournalDamagedException damage) {
            damages.accept(new Damage(damage.place(), 0, Damage.NO_OFFSET, damage.what()));
            return List.of();
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
