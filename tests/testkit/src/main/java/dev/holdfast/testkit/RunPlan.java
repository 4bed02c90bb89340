package dev.holdfast.testkit;

import dev.holdfast.protocol.southside.WrapLimits;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpOptions;

/**
 * Everything that a seed decides before the run begins: programs, TCPs, links, journal, and how often the server is killed.
 *
 * @param killsMax how many lives the server loses at most
 * @param workersPermille how often only the process of this connection dies
 * @param nodesPermille how often the node dies with its server, and another one takes up from the journal
 * @param attacks how many forged segments arrive
 * @param blocksMax how often the journal is without room
 */
record RunPlan(
        Script script,
        TcpProfile client,
        Wire.Profile toClient,
        Wire.Profile toServer,
        ModelJournal.Profile journal,
        WrapLimits limits,
        NodeModel.Pace pace,
        int killsMax,
        int workersPermille,
        int nodesPermille,
        int blocksMax,
        int attacks,
        boolean recordsOutcomes,
        boolean serverUpFirst,
        int clientReadBytes,
        long clientReadNanos,
        int clientDozePermille,
        int serverStepBytes,
        long serverStepNanos) {

    static RunPlan draw(Dice dice) {
        Script script = Scripts.draw(dice);
        boolean fast = dice.chance(600);
        long delay = dice.logarithmic(20 * VirtualTime.MICRO, fast ? VirtualTime.MILLI : 60 * VirtualTime.MILLI);
        int loss = dice.pick(0, 0, 0, 5, 20, 80);
        Wire.Profile client = new Wire.Profile(
                loss, dice.pick(0, 0, 10, 50), dice.pick(0, 0, 10, 80), delay, dice.pick(0, 1) * delay / 2, 10_000);
        Wire.Profile server = new Wire.Profile(
                0,
                0,
                0,
                5 * VirtualTime.MICRO,
                dice.pick(5, 200) * VirtualTime.MICRO,
                dice.pick(1000, 1000, 1000, 64, 12));
        int kills = dice.pick(0, 1, 1, 2, 3, 5, 8, 20);
        return new RunPlan(
                script,
                clientTcp(dice),
                client,
                server,
                journal(dice),
                new WrapLimits(
                        dice.pick(8 << 20, 8 << 20, 20_000), 64, dice.pick(8 << 20, 5_000), dice.pick(32 << 10, 1448)),
                new NodeModel.Pace(dice.pick(1, 500, 20_000) * VirtualTime.MICRO, dice.pick(0, 500)),
                kills,
                dice.pick(0, 0, 500, 1000),
                dice.pick(0, 0, 300, 1000),
                dice.pick(0, 0, 0, 1, 4),
                dice.pick(0, 0, 0, 20),
                dice.chance(500),
                dice.chance(900),
                (int) dice.logarithmic(200, 200_000),
                dice.logarithmic(10 * VirtualTime.MICRO, 2 * VirtualTime.MILLI),
                dice.pick(0, 0, 0, 5, 50),
                (int) dice.logarithmic(500, 100_000),
                dice.logarithmic(5 * VirtualTime.MICRO, VirtualTime.MILLI));
    }

    /** Nothing goes wrong and all is quick; only the TCPs are drawn. A millisecond to the client, ten microseconds to the server. */
    static RunPlan calm(Dice dice, Script script) {
        Wire.Profile client = new Wire.Profile(0, 0, 0, VirtualTime.MILLI, 0, 10_000);
        Wire.Profile server = new Wire.Profile(0, 0, 0, 10 * VirtualTime.MICRO, 0, 1_000);
        ModelJournal.Profile journal = new ModelJournal.Profile(50 * VirtualTime.MICRO, 50 * VirtualTime.MICRO, 0, 0);
        NodeModel.Pace pace = new NodeModel.Pace(500 * VirtualTime.MICRO, 0);
        return new RunPlan(
                script,
                clientTcp(dice),
                client,
                server,
                journal,
                WrapLimits.DEFAULT,
                pace,
                0,
                0,
                0,
                0,
                0,
                false,
                true,
                64 << 10,
                50 * VirtualTime.MICRO,
                0,
                64 << 10,
                50 * VirtualTime.MICRO);
    }

    private static ModelJournal.Profile journal(Dice dice) {
        return switch (dice.below(4)) {
            case 0 -> new ModelJournal.Profile(0, 50 * VirtualTime.MICRO, 0, 0);
            case 1 -> new ModelJournal.Profile(20 * VirtualTime.MICRO, 2 * VirtualTime.MILLI, 0, 0);
            case 2 -> new ModelJournal.Profile(VirtualTime.MILLI, 15 * VirtualTime.MILLI, 10, 100 * VirtualTime.MILLI);
            default -> new ModelJournal.Profile(10 * VirtualTime.MICRO, VirtualTime.MILLI, 5, 400 * VirtualTime.MILLI);
        };
    }

    private static TcpProfile clientTcp(Dice dice) {
        int mss = dice.pick(1448, 1448, 536, 8948);
        return new TcpProfile(
                isn(dice),
                mss,
                dice.chance(850) ? dice.pick(0, 2, 7, 7, 9) : TcpOptions.ABSENT,
                dice.chance(850),
                dice.chance(850),
                (int) dice.next(),
                buffer(dice),
                (int) dice.logarithmic(4_000, 400_000),
                dice.chance(300) ? 64_000 : mss,
                dice.chance(600) ? 40 * VirtualTime.MILLI : 0,
                dice.chance(250),
                dice.chance(250) ? dice.logarithmic(700 * VirtualTime.MILLI, 8 * VirtualTime.SECOND) : 0);
    }

    /** The next life's TCP: the kernel's habits stay, its numbers, clock and room change. */
    static TcpProfile serverTcp(Dice dice, TcpProfile before) {
        return new TcpProfile(
                isn(dice),
                before.mss(),
                before.windowScale() == TcpOptions.ABSENT ? TcpOptions.ABSENT : dice.pick(0, 2, 7, 7, 9),
                before.sack(),
                before.timestamps(),
                dice.chance(500) ? before.clockOffset() : (int) dice.next(),
                buffer(dice),
                (int) dice.logarithmic(4_000, 400_000),
                before.segmentMax(),
                before.delayedAckNanos(),
                before.byteProbes(),
                before.keepAliveNanos());
    }

    static TcpProfile firstServerTcp(Dice dice) {
        return clientTcp(dice);
    }

    private static int buffer(Dice dice) {
        return (int) dice.logarithmic(3_000, 300_000);
    }

    /** Often so near 2^32 that the stream wraps. */
    private static SeqNum isn(Dice dice) {
        return dice.chance(400) ? new SeqNum(-dice.between(1, 40_000)) : new SeqNum((int) dice.next());
    }
}
