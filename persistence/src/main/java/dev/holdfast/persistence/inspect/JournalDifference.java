package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where two journals part, two replicas of the same one, say.
 *
 * @param sequenceNr of the first entry that differs
 */
public record JournalDifference(String persistenceId, long sequenceNr, String what) {

    /**
     * The first difference in the order of names and sequence numbers, or null.
     *
     * @param progress hears of every entry of the one journal
     * @throws dev.holdfast.persistence.journal.JournalDamagedException if an entry is not what was written
     */
    public static @Nullable JournalDifference first(
            JournalReader one, JournalReader other, Selection selection, Consumer<Entry> progress) {
        TreeSet<String> ids = new TreeSet<>(one.persistenceIds());
        ids.addAll(other.persistenceIds());
        for (String id : ids) {
            JournalDifference difference = selection.wants(id) ? first(id, one, other, progress) : null;
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static @Nullable JournalDifference first(
            String id, JournalReader one, JournalReader other, Consumer<Entry> progress) {
        EntryCursor left = new EntryCursor(one, id);
        EntryCursor right = new EntryCursor(other, id);
        for (Entry entry = left.take(); entry != null; entry = left.take()) {
            progress.accept(entry);
            Entry its = right.take();
            if (!entry.equals(its)) {
                return new JournalDifference(id, entry.sequenceNr(), difference(entry, its));
            }
        }
        Entry more = right.take();
        return more == null ? null : new JournalDifference(id, more.sequenceNr(), "only in the second journal");
    }

    private static String difference(Entry entry, @Nullable Entry its) {
        if (its == null) {
            return "only in the first journal";
        }
        if (entry.sequenceNr() != its.sequenceNr()) {
            return "the second journal goes on with #" + its.sequenceNr();
        }
        if (!entry.manifest().equals(its.manifest())) {
            return entry.manifest() + " in the first, " + its.manifest() + " in the second";
        }
        return entry.payload().equals(its.payload())
                ? "same event, written at another time or by another writer"
                : entry.manifest() + " of other content";
    }
}
