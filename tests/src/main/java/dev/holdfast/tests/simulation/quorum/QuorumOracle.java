package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.testkit.SimulationFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What must hold, as someone sees it who sees all nodes at once in true time. */
final class QuorumOracle {

    /** The one history: what was applied anywhere, by index. */
    private final List<LogRecord> history = new ArrayList<>();

    private final Map<Epoch, String> writers = new HashMap<>();
    private final Map<String, Long> leases = new HashMap<>();
    private final NavigableMap<Epoch, Long> confirmed = new TreeMap<>();
    private long confirmations;
    private long openings;

    /** All memory is lost at once: nothing is promised any more, but leases live on in the kernels. */
    void everythingIsLost() {
        history.clear();
        confirmed.clear();
        writers.clear();
    }

    void applied(String node, long index, LogRecord record) {
        if (index == history.size() + 1) {
            history.add(record);
            return;
        }
        require(
                index <= history.size(),
                () -> node + " applies " + index + " before anybody has " + (history.size() + 1));
        require(
                history.get((int) index - 1).equals(record),
                () -> node + " applies another record " + index + " than was stable: " + record + ", not "
                        + history.get((int) index - 1));
    }

    /** What a node took over as its state, in place of applying. */
    void restored(String node, long upTo, List<LogRecord> state) {
        require(state.size() >= upTo, () -> node + " takes over a state that ends before " + upTo);
        for (int i = 0; i < state.size(); i++) {
            applied(node, i + 1, state.get(i));
        }
    }

    /** A life of a node writes. */
    void opened(String life, Epoch epoch, long applied) {
        openings++;
        String before = writers.putIfAbsent(epoch, life);
        require(before == null, () -> epoch + " was opened by " + before + " and again by " + life);
        confirmed
                .headMap(epoch)
                .forEach((earlier, index) -> require(
                        applied >= index,
                        () -> life + " opens " + epoch + " without record " + index + " of " + earlier));
    }

    /** The writer was told that everything is stable up to there. */
    void confirmed(String life, Epoch epoch, long index, long applied) {
        confirmations++;
        String writer = writers.get(epoch);
        require(life.equals(writer), () -> life + " confirms in " + epoch + ", which " + writer + " opened");
        require(index <= applied, () -> life + " confirms " + index + " before it is applied");
        confirmed.put(epoch, index);
    }

    /** A node may act until then; it may hear so too late. */
    void leased(String node, long now, long until) {
        if (until <= now) {
            return;
        }
        leases.forEach((other, theirs) -> require(
                other.equals(node) || theirs <= now,
                () -> node + " may act while " + other + " may for another " + (theirs - now) + " ns"));
        leases.merge(node, until, Math::max);
    }

    void released(String node) {
        leases.remove(node);
    }

    long confirmed() {
        return confirmed.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    long confirmations() {
        return confirmations;
    }

    long openings() {
        return openings;
    }

    static void require(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new SimulationFailure(what.get());
        }
    }
}
