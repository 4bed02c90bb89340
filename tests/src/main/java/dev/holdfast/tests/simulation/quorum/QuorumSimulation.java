package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.testkit.Dice;
import dev.holdfast.testkit.SimulationFailure;
import dev.holdfast.testkit.Trace;
import dev.holdfast.testkit.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/**
 * One run: nodes start, somebody writes, things go wrong, all heals, and then a record must become stable everywhere.
 *
 * <p>Owned by the thread that runs it.
 */
public final class QuorumSimulation {

    private static final long EVENTS_MAX = 400_000;
    private static final long HEALING = 900 * VirtualTime.MILLI;

    /** What a run came to. */
    public record Report(
            long seed, int nodes, int crashes, long openings, long confirmations, long messages, long events) {}

    private final long seed;
    private final Dice dice;
    private final Trace trace;
    private final VirtualTime time = new VirtualTime();
    private final QuorumScenario scenario;
    private final QuorumOracle oracle = new QuorumOracle();
    private final ModelNetwork network;
    private final List<ModelNode> nodes = new ArrayList<>();
    private final Faults faults;
    private long events;

    private QuorumSimulation(long seed, int lines) {
        this.seed = seed;
        this.dice = new Dice(seed);
        this.trace = new Trace(lines);
        this.scenario = QuorumScenario.of(dice.fork());
        this.network = new ModelNetwork(scenario, time, dice.fork(), trace);
        for (String name : scenario.nodes()) {
            nodes.add(new ModelNode(name, scenario, time, dice.fork(), trace, network, oracle));
        }
        this.faults = new Faults(scenario, time, dice.fork(), network, oracle, nodes);
    }

    /** Runs a seed. @throws SimulationFailure if an invariant breaks; the message names the seed */
    public static Report run(long seed) {
        return run(seed, 0);
    }

    /** @param lines of the trace to show of a failure */
    public static Report run(long seed, int lines) {
        return new QuorumSimulation(seed, lines).run();
    }

    private Report run() {
        try {
            nodes.forEach(node -> time.at(dice.between(0, 10) * VirtualTime.MILLI, node::start));
            faults.schedule();
            write(dice.logarithmic(VirtualTime.MILLI, 30 * VirtualTime.MILLI));
            until(scenario.faultsUntil() + HEALING);
            settled();
        } catch (SimulationFailure | IllegalArgumentException | NullPointerException failure) {
            String lines = String.join("\n", trace.lines());
            throw new SimulationFailure(
                    "seed " + seed + ": " + failure.getMessage() + "\n" + scenario + "\n" + lines, failure);
        }
        return new Report(
                seed,
                nodes.size(),
                faults.crashes(),
                oracle.openings(),
                oracle.confirmations(),
                network.messages(),
                events);
    }

    /** Every now and then whoever writes gets some records. */
    private void write(long every) {
        if (time.now() > scenario.faultsUntil() + HEALING / 2) {
            return;
        }
        for (ModelNode node : nodes) {
            int burst = dice.chance(50) ? 20 : 1;
            for (int i = 0; i < burst && node.isWriting(); i++) {
                node.append(dice.below(60));
            }
        }
        time.after(dice.between(every / 2, every * 2), () -> write(every));
    }

    private void until(long end) {
        while (time.now() < end && time.step()) {
            if (++events > EVENTS_MAX) {
                throw new SimulationFailure("does not come to rest");
            }
        }
    }

    private void settled() {
        ModelNode writer = nodes.stream()
                .filter(ModelNode::isWriting)
                .findFirst()
                .orElseThrow(() -> new SimulationFailure("all healed, and nobody writes"));
        long before = oracle.confirmed();
        QuorumOracle.require(writer.append(1), () -> writer.name() + " has no room though all healed");
        until(time.now() + 300 * VirtualTime.MILLI);
        QuorumOracle.require(oracle.confirmed() > before, () -> "a record of a healed cluster is not stable");
        for (ModelNode node : nodes) {
            QuorumOracle.require(
                    node.committed() >= oracle.confirmed(),
                    () -> node.name() + " is at " + node.committed() + " of " + oracle.confirmed());
            QuorumOracle.require(node.remembers(), () -> node.name() + " was not readmitted");
            QuorumOracle.require(node.state().size() >= oracle.confirmed(), () -> node.name() + " has not applied all");
        }
    }
}
