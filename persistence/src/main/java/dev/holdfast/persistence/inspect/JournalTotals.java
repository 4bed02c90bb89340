package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.inspect.ConnectionSummary.State;
import dev.holdfast.persistence.inspect.EntityName.OfConnection;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A journal added up. Owned by one thread. */
public final class JournalTotals {

    /** Entries of one sort. */
    public record Share(long entries, long bytes) {

        private Share plus(Share other) {
            return new Share(entries + other.entries, bytes + other.bytes);
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
        JournalTotals all = new JournalTotals();
        EntitySweep.<JournalTotals>over(
                pass.ids(), pass.journal(), (id, results) -> results.accept(ofOne(pass, id)), all::add);
        return all;
    }

    private static JournalTotals ofOne(JournalPass pass, String id) {
        JournalTotals one = new JournalTotals();
        if (EntityName.of(id) instanceof OfConnection name) {
            ConnectionSummary summary = pass.fold(id, name, entry -> one.add(entry, pass.selection()));
            if (pass.touches(summary)) {
                one.add(summary);
            }
        } else {
            String damage = pass.sound(id, entry -> one.add(entry, pass.selection()));
            if (damage != null) {
                one.damaged.add(damage);
            }
        }
        return one;
    }

    private void add(Entry entry, Selection selection) {
        if (selection.wants(entry)) {
            byType.merge(entry.manifest(), new Share(1, EntryFormat.length(entry)), Share::plus);
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

    private void add(JournalTotals other) {
        other.byType.forEach((type, share) -> byType.merge(type, share, Share::plus));
        other.byState.forEach((state, count) -> byState.merge(state, count, Integer::sum));
        damaged.addAll(other.damaged);
        bytesIn += other.bytesIn;
        bytesOutAcked += other.bytesOutAcked;
        firstMillis = Math.min(firstMillis, other.firstMillis);
        lastMillis = Math.max(lastMillis, other.lastMillis);
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
