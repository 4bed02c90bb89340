package dev.holdfast.testkit;

import java.time.Duration;

/** Troubles of a {@link Scenario} that its seed draws: the same seed is the same trouble. */
public final class Faults {

    private final World world;
    private final Dice dice;

    Faults(World world, Dice dice) {
        this.world = world;
        this.dice = dice;
    }

    /** A wire to the client that loses, doubles and reorders up to a tenth of the segments each, and is up to 40 ms long. */
    public void troubleTheWire() {
        Wire.Profile drawn = new Wire.Profile(
                dice.between(5, 100),
                dice.between(0, 100),
                dice.between(0, 100),
                dice.logarithmic(50 * VirtualTime.MICRO, 40 * VirtualTime.MILLI),
                0,
                world.wires().toClient().profile().queueMax());
        world.wires().toClient().become(drawn);
        world.wires().fromClient().become(drawn);
    }

    /** A journal that needs up to 15 ms for an entry, and now and then 400. */
    public void troubleTheJournal() {
        long slowest = dice.logarithmic(100 * VirtualTime.MICRO, 15 * VirtualTime.MILLI);
        world.journal().become(new ModelJournal.Profile(0, slowest, dice.between(0, 20), 400 * VirtualTime.MILLI));
    }

    /** Kills the server at moments of the time {@code within} which begins now, and each time starts it again soon after. */
    public void killTheServer(int times, Duration within) {
        for (int i = 0; i < times; i++) {
            time().after(dice.between(1, within.toNanos()), this::killServer);
        }
    }

    /** Kills the node, and its server with it, at moments of the time {@code within}; another one goes on soon after. */
    public void killTheNode(int times, Duration within) {
        for (int i = 0; i < times; i++) {
            time().after(dice.between(1, within.toNanos()), this::killNode);
        }
    }

    private VirtualTime time() {
        return world.time();
    }

    private void killServer() {
        if (!world.host().isAlive()) {
            return;
        }
        world.killServer();
        int life = world.host().lives();
        time().after(dice.between(0, 20 * VirtualTime.MILLI), () -> {
            if (!world.host().isAlive()) {
                world.node().serverDied();
            }
            time().after(soon(), () -> startServer(life));
        });
    }

    private void killNode() {
        if (world.node().isDead()) {
            return;
        }
        world.killNode();
        int life = world.host().lives();
        time().after(soon(), () -> {
            world.takeUp();
            time().after(soon(), () -> startServer(life));
        });
    }

    /** Unless it was started meanwhile. */
    private void startServer(int lifeBefore) {
        if (world.host().lives() == lifeBefore && !world.node().isDead()) {
            world.startServer();
        }
    }

    private long soon() {
        return dice.logarithmic(VirtualTime.MILLI, 300 * VirtualTime.MILLI);
    }
}
