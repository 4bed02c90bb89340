package dev.holdfast.tests.simulation.quorum;

import dev.holdfast.testkit.Dice;
import dev.holdfast.testkit.VirtualTime;
import java.util.List;

/**
 * What one seed is about.
 *
 * @param nodes all replicas; the last of three or more is a witness, which never takes over
 * @param durable the nodes that keep their memory over a restart: none, all, or some
 * @param lossPermille of messages; likewise doubled; reordered ones are late by up to {@code lateMax}
 * @param delayMax of a message, nanoseconds
 * @param diskMax of one write, nanoseconds
 * @param provokedPermille of the steps of takeovers and readmissions at which something goes wrong
 */
record QuorumScenario(
        List<String> nodes,
        int owners,
        List<String> durable,
        int lossPermille,
        int doublePermille,
        int latePermille,
        long delayMax,
        long lateMax,
        long diskMax,
        int faults,
        int provokedPermille,
        boolean estranged,
        long faultsUntil,
        int windowBytes,
        int retainedBytes) {

    static final long LEASE = 60 * VirtualTime.MILLI;

    static QuorumScenario of(Dice dice) {
        int size = dice.pick(3, 3, 3, 3, 3, 3, 3, 5, 2, 1);
        List<String> nodes = List.of("a", "b", "c", "d", "e").subList(0, size);
        boolean calm = dice.chance(200);
        return new QuorumScenario(
                nodes,
                size <= 2 ? size : size - 1,
                durable(nodes, dice),
                calm ? 0 : dice.pick(0, 0, 5, 30, 100),
                calm ? 0 : dice.pick(0, 0, 20, 100),
                calm ? 0 : dice.pick(0, 0, 20, 100),
                dice.logarithmic(50 * VirtualTime.MICRO, 4 * VirtualTime.MILLI),
                dice.logarithmic(VirtualTime.MILLI, 150 * VirtualTime.MILLI),
                dice.logarithmic(20 * VirtualTime.MICRO, 10 * VirtualTime.MILLI),
                dice.between(1, 12),
                dice.pick(0, 20, 100, 200),
                dice.chance(500),
                dice.between(150, 700) * VirtualTime.MILLI,
                (int) dice.logarithmic(400, 4000),
                (int) dice.logarithmic(100, 20_000));
    }

    private static List<String> durable(List<String> nodes, Dice dice) {
        if (!dice.chance(500)) {
            return List.of();
        }
        return dice.chance(700)
                ? nodes
                : nodes.stream().filter(_ -> dice.chance(600)).toList();
    }
}
