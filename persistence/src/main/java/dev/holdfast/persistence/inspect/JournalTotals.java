package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.ConnectionSummary.State;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import dev.holdfast.persistence.journal.JournalDamagedException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A journal added up. Owned by one thread. */
public final class JournalTotals {

    /** Entries of one sort. */
    public record Share(long entries, long bytes) {

        private Share plus(long size) {
            return new Share(entries + 1, bytes + size);
        }
    }

    private final Map<String, Share> byType = new TreeMap<>();
    private final Map<State, Integer> byState = new EnumMap<>(State.class);
    private final List<String> damaged = new ArrayList<>();
    private long bytesIn;
    private long bytesOutAcked;
    private long firstMillis = Long.MAX_VALUE;
    private long lastMillis = Long.MIN_VALUE;

    /** Reads all that {@code pass} selects. */
    public static JournalTotals of(JournalPass pass) {
        JournalTotals totals = new JournalTotals();
        new JournalPass(pass.journal(), pass.selection(), entry -> {
                    pass.progress().accept(entry);
                    totals.add(entry, pass.selection());
                })
                .connections(totals::add);
        for (String id : pass.ids()) {
            if (!(EntityName.of(id) instanceof EntityName.OfConnection)) {
                totals.addEntries(pass, id);
            }
        }
        return totals;
    }

    private void addEntries(JournalPass pass, String id) {
        try {
            pass.entries(id, 1, entry -> {
                add(entry, pass.selection());
                return true;
            });
        } catch (JournalDamagedException damage) {
            damaged.add(String.valueOf(damage.getMessage()));
        }
    }

    private void add(Entry entry, Selection selection) {
        if (selection.wants(entry)) {
            byType.merge(entry.manifest(), new Share(1, EntryFormat.length(entry)), (sum, one) -> sum.plus(one.bytes));
            firstMillis = Math.min(firstMillis, entry.timestampMillis());
            lastMillis = Math.max(lastMillis, entry.timestampMillis());
        }
    }

    private void add(ConnectionSummary connection) {
        byState.merge(connection.state(), 1, Integer::sum);
        bytesIn += connection.bytesIn();
        bytesOutAcked += connection.bytesOutAcked();
        if (connection.state() == State.DAMAGED) {
            damaged.add(connection.remark());
        }
    }

    /** By manifest. */
    public Map<String, Share> byType() {
        return byType;
    }

    /** How many connections are in each state. */
    public Map<State, Integer> byState() {
        return byState;
    }

    public List<String> damaged() {
        return damaged;
    }

    public long entries() {
        return byType.values().stream().mapToLong(Share::entries).sum();
    }

    public long bytes() {
        return byType.values().stream().mapToLong(Share::bytes).sum();
    }

    /** The clients' bytes in the journal. */
    public long bytesIn() {
        return bytesIn;
    }

    /** Bytes that clients are known to have received. */
    public long bytesOutAcked() {
        return bytesOutAcked;
    }

    /** Wall clock of the earliest entry, milliseconds since 1970; meaningless without entries. */
    public long firstMillis() {
        return firstMillis;
    }

    /** Wall clock of the latest entry, milliseconds since 1970; meaningless without entries. */
    public long lastMillis() {
        return lastMillis;
    }
}
