package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.TreeMap;

/**
 * A journal that confirms late, in order, and sometimes has no room; it gives back only what it confirmed.
 *
 * <p>Confirmations go to a {@link Sink}, never from within a call. What a writer that died had under way is stable up to some point
 * that nobody was told.
 */
final class ModelJournal {

    /** Who is told what became stable. */
    interface Sink {
        void bytesStable(long from, long to);

        void eventStable(ConnectionEvent event);

        void outcomesStable(long ticket);
    }

    /**
     * @param slowPermille how often a confirmation takes {@code slowNanos} more
     */
    record Profile(long delayMinNanos, long delayMaxNanos, int slowPermille, long slowNanos) {}

    private final VirtualTime time;
    private final Dice dice;
    private Profile profile;
    private final Sink sink;
    private final Facts facts;
    private final byte[] content;
    private final TreeMap<Long, Long> given = new TreeMap<>();
    private final TreeMap<Long, Long> confirmed = new TreeMap<>();
    private final Deque<Write> waiting = new ArrayDeque<>();
    private final Deque<Write> underWay = new ArrayDeque<>();
    private int writer;

    private record Write(Runnable apply, Runnable confirm) {}

    private long lastDue;
    private boolean full;
    private long confirmedTicket;

    /** @param streamMax bytes of the client at most */
    ModelJournal(VirtualTime time, Dice dice, Profile profile, int streamMax, Facts facts, Sink sink) {
        this.time = time;
        this.dice = dice;
        this.profile = profile;
        this.facts = facts;
        this.sink = sink;
        this.content = new byte[streamMax + 2];
    }

    /** Offsets below are confirmed without a gap. */
    long confirmedEnd() {
        Long end = confirmed.get(1L);
        return end == null ? 1 : end;
    }

    long confirmedTicket() {
        return confirmedTicket;
    }

    boolean isFull() {
        return full;
    }

    /** From now on; what is under way stays so. */
    void become(Profile next) {
        profile = next;
    }

    void fill(boolean nowFull) {
        full = nowFull;
        while (!full && !waiting.isEmpty()) {
            schedule(waiting.removeFirst());
        }
    }

    /** Takes a run of new bytes, or refuses. */
    boolean append(long offset, Payload bytes, boolean fin) {
        long end = offset + bytes.length() + (fin ? 1 : 0);
        if (full) {
            return false;
        }
        if (end <= offset || overlaps(given, offset, end)) {
            throw new SimulationFailure("logged twice: " + offset + " to " + end);
        }
        merge(given, offset, end);
        for (int i = 0; i < bytes.length(); i++) {
            content[(int) offset + i] = bytes.at(i);
        }
        ConnectionEvent logged = new ConnectionEvent.ClientBytesLogged(offset, bytes.owned(), fin);
        schedule(new Write(
                () -> {
                    merge(confirmed, offset, end);
                    facts.add(logged);
                },
                () -> sink.bytesStable(offset, end)));
        return true;
    }

    void record(ConnectionEvent event) {
        Write write = new Write(() -> facts.add(event), () -> sink.eventStable(event));
        if (full) {
            waiting.add(write);
        } else {
            schedule(write);
        }
    }

    void outcomes(long ticket) {
        Write write =
                new Write(() -> confirmedTicket = Math.max(confirmedTicket, ticket), () -> sink.outcomesStable(ticket));
        if (full) {
            waiting.add(write);
        } else {
            schedule(write);
        }
    }

    private void schedule(Write write) {
        long delay = dice.between(profile.delayMinNanos(), profile.delayMaxNanos())
                + (dice.chance(profile.slowPermille()) ? profile.slowNanos() : 0);
        lastDue = Math.max(lastDue, time.now() + delay);
        int itsWriter = writer;
        underWay.add(write);
        time.at(lastDue, () -> {
            if (itsWriter == writer) {
                underWay.remove(write);
                write.apply().run();
                write.confirm().run();
            }
        });
    }

    /** What a successor finds. */
    Connection connection() {
        return facts.connection();
    }

    /** The node is dead: of what it had under way some more became stable, the rest never was. */
    void writerDied() {
        writer++;
        for (int more = dice.between(0, underWay.size()); more > 0; more--) {
            underWay.removeFirst().apply().run();
        }
        underWay.clear();
        waiting.clear();
        given.clear();
        given.putAll(confirmed);
        lastDue = time.now();
        facts.writerDied();
    }

    /** Confirmed bytes from {@code offset} on, without a gap, at most {@code bytesMax}; the FIN is not among them. */
    Payload read(long offset, int bytesMax) {
        var run = confirmed.floorEntry(offset);
        if (run == null || run.getValue() <= offset) {
            return Payload.EMPTY;
        }
        int length = (int) Math.min(Math.min(run.getValue(), content.length - 1) - offset, bytesMax);
        return length <= 0
                ? Payload.EMPTY
                : Payload.of(Arrays.copyOfRange(content, (int) offset, (int) offset + length));
    }

    private static boolean overlaps(TreeMap<Long, Long> runs, long from, long to) {
        var before = runs.lowerEntry(to);
        return before != null && before.getValue() > from;
    }

    private static void merge(TreeMap<Long, Long> runs, long from, long to) {
        long left = from;
        long right = to;
        var before = runs.floorEntry(left);
        if (before != null && before.getValue() == left) {
            left = before.getKey();
        }
        Long after = runs.remove(right);
        if (after != null) {
            right = after;
        }
        runs.put(left, right);
    }
}
