package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.testkit.Dice;
import dev.holdfast.testkit.VirtualTime;
import java.util.List;

/**
 * What goes wrong and when. Never more than the log promises to bear: a majority keeps its memory, or
 * its disks, or all lose them at one instant.
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
        network.watch(this::witness);
        for (int i = 0; i < scenario.faults(); i++) {
            time.at(dice.between(0, scenario.faultsUntil()), this::one);
        }
        if (scenario.estranged()) {
            time.after(duration(), this::estrange);
        }
        time.at(scenario.faultsUntil(), this::heal);
    }

    int crashes() {
        return crashes;
    }

    private long duration() {
        return dice.chance(500)
                ? dice.logarithmic(100 * VirtualTime.MICRO, 20 * VirtualTime.MILLI)
                : dice.between(20, 200) * VirtualTime.MILLI;
    }

    private ModelNode any() {
        return nodes.get(dice.below(nodes.size()));
    }

    private ModelNode writerOrAny() {
        List<ModelNode> writing = nodes.stream().filter(ModelNode::isWriting).toList();
        return writing.isEmpty() || dice.chance(300) ? any() : writing.get(dice.below(writing.size()));
    }

    private void one() {
        switch (dice.below(16)) {
            case 0, 1, 2 -> crash(writerOrAny());
            case 3 -> crash(any());
            case 4 -> isolate(writerOrAny(), true, true);
            case 5 -> isolate(writerOrAny(), dice.chance(500), false);
            case 6, 7 -> cut(writerOrAny(), any(), time.now() + duration());
            case 8 -> writerOrAny().freeze(time.now() + duration());
            case 9, 10 -> any().takeOver();
            case 11 -> writerOrAny().stepDown();
            case 12 -> slow(any());
            case 13, 14 -> swap();
            default -> together();
        }
    }

    /** Some faults come when they hurt most: between two steps of a takeover or of a readmission. */
    void witness(String from, String to, QuorumMessage message) {
        if (over || !dice.chance(scenario.provokedPermille())) {
            return;
        }
        ModelNode sender = node(from);
        ModelNode receiver = node(to);
        switch (message) {
            case QuorumMessage.Seal _ -> soon(() -> cut(sender, any(), time.now() + duration()));
            case QuorumMessage.Promised _ ->
                soon(() -> {
                    if (sender.isDurable() && dice.chance(600)) {
                        tempt(sender, receiver);
                    } else {
                        crash(dice.chance(700) ? sender : any());
                    }
                });
            case QuorumMessage.Tail _ -> soon(() -> crash(dice.chance(500) ? sender : receiver));
            case QuorumMessage.Rejoin _ -> soon(() -> provoke(any()));
            case QuorumMessage.Readmit _ -> soon(() -> provoke(dice.chance(700) ? sender : any()));
            case QuorumMessage.StateChunk _ -> soon(() -> provoke(sender));
            case QuorumMessage.Append append
            when append.records().stream().anyMatch(record -> record.payload().isEmpty()) ->
                soon(() -> provoke(sender));
            default -> {}
        }
    }

    /** Who has just promised dies, the candidate is cut off, and the writer of before is heard again: is the promise held to? */
    private void tempt(ModelNode promised, ModelNode candidate) {
        crash(promised);
        for (ModelNode from : nodes) {
            nodes.stream().filter(to -> to != from).forEach(to -> network.mend(from.name(), to.name()));
        }
        isolate(candidate, true, true, time.now() + dice.between(1, 4) * QuorumScenario.LEASE);
    }

    private void provoke(ModelNode node) {
        switch (dice.below(4)) {
            case 0 -> crash(node);
            case 1 -> isolate(node, dice.chance(500), dice.chance(500));
            case 2 -> cut(node, any(), time.now() + duration());
            default -> any().takeOver();
        }
    }

    private void soon(Runnable fault) {
        time.after(dice.logarithmic(VirtualTime.MICRO, 5 * VirtualTime.MILLI), () -> {
            if (!over) {
                fault.run();
            }
        });
    }

    private ModelNode node(String name) {
        return nodes.get(scenario.nodes().indexOf(name));
    }

    private void crash(ModelNode node) {
        if (!node.isUp()) {
            return;
        }
        boolean keeps = node.isDurable() && dice.chance(700);
        long others =
                nodes.stream().filter(each -> each != node && each.remembers()).count();
        if (!keeps && others < majority()) {
            return;
        }
        crashes++;
        node.crash(keeps);
        time.after(duration(), node::start);
    }

    private int majority() {
        return nodes.size() / 2 + 1;
    }

    /** The whole site loses power; what remains are disks. */
    private void together() {
        boolean keeps = dice.chance(700) && disksSuffice();
        if (!keeps && dice.chance(700)) {
            return;
        }
        for (ModelNode node : nodes) {
            if (node.isUp()) {
                crashes++;
                node.crash(keeps);
            } else if (!keeps) {
                node.crash(false);
            }
            time.after(duration() / 4, node::start);
        }
        if (!keeps) {
            oracle.everythingIsLost();
        }
    }

    private boolean disksSuffice() {
        return nodes.stream().allMatch(ModelNode::isDurable)
                || nodes.stream()
                                .filter(node -> node.isDurable() && node.remembers())
                                .count()
                        >= majority();
    }

    /** Again and again some node does not hear the writer for longer than a lease, while all else may go well. */
    private void estrange() {
        if (over) {
            return;
        }
        long until = time.now() + dice.between(1, 4) * QuorumScenario.LEASE;
        ModelNode deaf = any();
        nodes.stream().filter(ModelNode::isWriting).forEach(writer -> cut(writer, deaf, until));
        time.after(dice.between(1, 3) * QuorumScenario.LEASE / 2, deaf::takeOver);
        time.at(until + duration(), this::estrange);
    }

    /** The writer is cut off and goes on writing for itself; just when it comes back its successor is cut off. */
    private void swap() {
        ModelNode old = writerOrAny();
        long until = time.now() + dice.between(14, 30) * QuorumScenario.LEASE / 10;
        isolate(old, true, true, until);
        time.at(
                until - dice.between(0L, QuorumScenario.LEASE / 2),
                () -> nodes.stream()
                        .filter(node -> node != old && node.isWriting())
                        .forEach(successor -> isolate(successor, true, true, until + 2 * QuorumScenario.LEASE)));
    }

    private void isolate(ModelNode node, boolean in, boolean both) {
        isolate(node, in, both, time.now() + duration());
    }

    private void isolate(ModelNode node, boolean in, boolean both, long until) {
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

    private void cut(ModelNode from, ModelNode to, long until) {
        network.cut(from.name(), to.name());
        time.at(until, () -> network.mend(from.name(), to.name()));
    }

    private void slow(ModelNode node) {
        long by = dice.logarithmic(VirtualTime.MILLI, 30 * VirtualTime.MILLI);
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
            node.calm();
            node.start();
        }
    }
}
