package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.tests.simulation.Dice;
import dev.holdfast.tests.simulation.VirtualTime;
import java.util.List;

/**
 * What goes wrong and when. Never more than the log promises to bear: a majority keeps its memory, or all lose it at one instant.
 */
final class Faults {

    private final QuorumScenario scenario;
    private final VirtualTime time;
    private final Dice dice;
    private final ModelNetwork network;
    private final QuorumOracle oracle;
    private final List<ModelNode> nodes;
    private int crashes;
    private boolean over;

    Faults(
            QuorumScenario scenario,
            VirtualTime time,
            Dice dice,
            ModelNetwork network,
            QuorumOracle oracle,
            List<ModelNode> nodes) {
        this.scenario = scenario;
        this.time = time;
        this.dice = dice;
        this.network = network;
        this.oracle = oracle;
        this.nodes = nodes;
    }

    void schedule() {
        for (int i = 0; i < scenario.faults(); i++) {
            time.at(dice.between(0, scenario.faultsUntil()), this::one);
        }
        time.at(scenario.faultsUntil(), this::heal);
    }

    int crashes() {
        return crashes;
    }

    private long duration() {
        return dice.logarithmic(VirtualTime.MILLI, 900 * VirtualTime.MILLI);
    }

    private ModelNode any() {
        return nodes.get(dice.below(nodes.size()));
    }

    private ModelNode writerOrAny() {
        List<ModelNode> writing = nodes.stream().filter(ModelNode::isWriting).toList();
        return writing.isEmpty() || dice.chance(300) ? any() : writing.get(dice.below(writing.size()));
    }

    private void one() {
        switch (dice.below(12)) {
            case 0, 1, 2 -> crash(writerOrAny());
            case 3 -> crash(any());
            case 4 -> isolate(writerOrAny(), true, true);
            case 5 -> isolate(writerOrAny(), dice.chance(500), false);
            case 6 -> cutOne();
            case 7 -> writerOrAny().freeze(time.now() + duration());
            case 8 -> any().takeOver();
            case 9 -> writerOrAny().stepDown();
            case 10 -> slow(any());
            default -> together();
        }
    }

    private void crash(ModelNode node) {
        if (!node.isUp()) {
            return;
        }
        boolean keeps = scenario.durable() && node.remembers() && dice.chance(700);
        long others = nodes.stream().filter(each -> each != node && each.remembers()).count();
        if (!keeps && others < scenario.nodes().size() / 2 + 1) {
            return;
        }
        crashes++;
        node.crash(keeps);
        time.after(duration(), () -> restart(node));
    }

    private void restart(ModelNode node) {
        if (!node.isUp()) {
            node.start();
        }
    }

    /** The whole site loses power. */
    private void together() {
        boolean keeps = scenario.durable() && nodes.stream().allMatch(ModelNode::remembers) && dice.chance(700);
        if (dice.chance(700) && !keeps) {
            return;
        }
        for (ModelNode node : nodes) {
            if (node.isUp()) {
                crashes++;
                node.crash(keeps);
            } else if (!keeps) {
                node.crash(false);
            }
            time.after(duration() / 4, () -> restart(node));
        }
        if (!keeps) {
            oracle.everythingIsLost();
        }
    }

    private void isolate(ModelNode node, boolean in, boolean both) {
        long until = time.now() + duration();
        for (ModelNode other : nodes) {
            if (other != node) {
                if (in || both) {
                    cut(other, node, until);
                }
                if (!in || both) {
                    cut(node, other, until);
                }
            }
        }
    }

    private void cutOne() {
        cut(any(), any(), time.now() + duration());
    }

    private void cut(ModelNode from, ModelNode to, long until) {
        network.cut(from.name(), to.name());
        time.at(until, () -> network.mend(from.name(), to.name()));
    }

    private void slow(ModelNode node) {
        long by = dice.logarithmic(VirtualTime.MILLI, 100 * VirtualTime.MILLI);
        if (dice.chance(500)) {
            node.slowDisk(by);
            time.after(duration(), () -> node.slowDisk(0));
        } else {
            nodes.forEach(other -> network.slow(node.name(), other.name(), over ? 0 : by));
        }
    }

    private void heal() {
        over = true;
        network.heal();
        for (ModelNode node : nodes) {
            node.slowDisk(0);
            restart(node);
        }
    }
}
