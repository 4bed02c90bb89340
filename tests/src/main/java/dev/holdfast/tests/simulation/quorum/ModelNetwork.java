package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.testkit.Dice;
import dev.holdfast.testkit.Trace;
import dev.holdfast.testkit.VirtualTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Directed links between nodes: in order as TCP's, unless the seed wants them to lose, double, delay or reorder. */
final class ModelNetwork {

    /** Where messages arrive. */
    interface Receiver {
        void receive(String from, long life, QuorumMessage message);
    }

    /** Who sees each message that is sent. */
    interface Watcher {
        void sent(String from, String to, QuorumMessage message);
    }

    private record Link(String from, String to) {}

    private final QuorumScenario scenario;
    private final VirtualTime time;
    private final Dice dice;
    private final Trace trace;
    private final Map<String, Receiver> receivers = new HashMap<>();
    private final Set<Link> cut = new HashSet<>();
    private final Map<Link, Long> lastArrival = new HashMap<>();
    private final Map<Link, Long> slowness = new HashMap<>();
    private Watcher watcher = (_, _, _) -> {};
    private boolean healed;
    private long messages;

    ModelNetwork(QuorumScenario scenario, VirtualTime time, Dice dice, Trace trace) {
        this.scenario = scenario;
        this.time = time;
        this.dice = dice;
        this.trace = trace;
    }

    void attach(String node, Receiver receiver) {
        receivers.put(node, receiver);
    }

    void watch(Watcher seeing) {
        watcher = seeing;
    }

    void cut(String from, String to) {
        cut.add(new Link(from, to));
    }

    void mend(String from, String to) {
        cut.remove(new Link(from, to));
    }

    void slow(String from, String to, long by) {
        slowness.put(new Link(from, to), by);
    }

    /** From now on messages arrive, in order and soon; late ones of before may still come. */
    void heal() {
        healed = true;
        cut.clear();
        slowness.clear();
    }

    long messages() {
        return messages;
    }

    void send(String from, long life, String to, QuorumMessage message) {
        watcher.sent(from, to, message);
        Link link = new Link(from, to);
        boolean lost = cut.contains(link) || chance(scenario.lossPermille());
        trace.note(time.now(), () -> from + (lost ? " -x " : " -> ") + to + " " + Words.of(message));
        if (lost) {
            return;
        }
        deliver(link, life, message, chance(scenario.latePermille()));
        if (chance(scenario.doublePermille())) {
            deliver(link, life, message, true);
        }
    }

    private void deliver(Link link, long life, QuorumMessage message, boolean late) {
        messages++;
        long delay = dice.between(20 * VirtualTime.MICRO, scenario.delayMax()) + slowness.getOrDefault(link, 0L);
        long arrival = time.now() + delay;
        if (late) {
            arrival += dice.between(0, scenario.lateMax());
        } else {
            arrival = Math.max(arrival, lastArrival.getOrDefault(link, 0L));
            lastArrival.put(link, arrival);
        }
        time.at(arrival, () -> {
            if (!cut.contains(link)) {
                Objects.requireNonNull(receivers.get(link.to())).receive(link.from(), life, message);
            }
        });
    }

    private boolean chance(int permille) {
        return !healed && permille > 0 && dice.chance(permille);
    }
}
