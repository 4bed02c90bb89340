package dev.holdfast.testkit;

import dev.holdfast.protocol.southside.Phase;
import java.util.List;

/** One run of a {@link World}: a conversation, and a server that is killed again and again; all by one seed, on one thread. */
public final class Simulation {

    private static final int TRACE_LINES = 60;
    private static final long EVENTS_MAX = 3_000_000;
    private static final long TIME_MAX = 900 * VirtualTime.SECOND;
    private static final long AFTERMATH = 2 * VirtualTime.SECOND;

    /** What a run that went well was. */
    public record Report(
            long seed, String kind, long events, long virtualMillis, int kills, int recoveries, long handshakeMicros) {}

    private final long seed;
    private final Dice dice;
    private final RunPlan plan;
    private final Script script;
    private final World world;
    private final VirtualTime time;
    private final ServerHost host;
    private final ModelTcp client;
    private final NodeModel node;
    private final ModelJournal journal;
    private long events;
    private long nextKill;
    private int kills;
    private boolean killPending;
    private int serverPlan;

    Simulation(long seed, int traceLines) {
        this.seed = seed;
        this.dice = new Dice(seed);
        this.plan = RunPlan.draw(dice.fork());
        this.script = plan.script();
        this.world = new World(plan, dice, script.input().length, new FactsInMemory(), new Trace(traceLines));
        this.time = world.time();
        this.host = world.host();
        this.client = world.client();
        this.node = world.node();
        this.journal = world.journal();
    }

    /** Runs one seed; on failure runs it again with a trace. */
    public static Report run(long seed) {
        return run(seed, TRACE_LINES);
    }

    /** @param traceLines how many of the last events a failure shows */
    public static Report run(long seed, int traceLines) {
        try {
            return new Simulation(seed, 0).run();
        } catch (RuntimeException failure) {
            throw traced(seed, traceLines, failure);
        }
    }

    private static SimulationFailure traced(long seed, int traceLines, RuntimeException first) {
        Simulation again = new Simulation(seed, traceLines);
        try {
            again.run();
        } catch (RuntimeException failure) {
            return new SimulationFailure(again.describe(failure), failure);
        }
        return new SimulationFailure("seed " + seed + " failed once only: the simulator is not deterministic", first);
    }

    private String describe(RuntimeException failure) {
        StringBuilder text = new StringBuilder();
        text.append("seed ").append(seed).append(": ").append(failure).append('\n');
        text.append("repeat with: ./holdfast campaign simulation --seed ")
                .append(seed)
                .append('\n');
        text.append(script.kind())
                .append(", ")
                .append(kills)
                .append(" kills, event ")
                .append(events)
                .append('\n');
        List<String> lines = world.trace().lines();
        lines.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    Report run() {
        if (plan.serverUpFirst()) {
            startServer();
        } else {
            time.after(dice.between(1, 400) * VirtualTime.MILLI, this::startServer);
        }
        for (int i = 0; i < plan.blocksMax(); i++) {
            time.after(dice.logarithmic(VirtualTime.MILLI, 5 * VirtualTime.SECOND), this::fillJournal);
        }
        Attacker attacker = new Attacker(dice.fork(), client, plan.client());
        for (int i = 0; i < plan.attacks(); i++) {
            time.after(dice.logarithmic(VirtualTime.MILLI, 2 * VirtualTime.SECOND), () -> {
                boolean closing = client.sent() > script.input().length + 1;
                if (node.phase() != Phase.OPENING && !closing && !client.isDone()) {
                    node.fromClient(attacker.forge());
                }
            });
        }
        nextKill = plan.killsMax() == 0 ? Long.MAX_VALUE : dice.logarithmic(1, 500);
        time.after(VirtualTime.MICRO, client::connect);
        while (!isOver() && step()) {}
        long end = time.now() + AFTERMATH;
        long virtualMillis = time.now() / VirtualTime.MILLI;
        while (time.now() < end && time.step()) {
            events++;
        }
        judgeEnd();
        return new Report(
                seed,
                script.kind(),
                events,
                virtualMillis,
                kills,
                node.recoveries(),
                node.handshakeMax() / VirtualTime.MICRO);
    }

    /** False if nothing happens any more and that is right. */
    private boolean step() {
        if (++events > EVENTS_MAX || time.now() > TIME_MAX) {
            throw new SimulationFailure(
                    "no end after " + events + " events and " + time.now() / VirtualTime.SECOND + " s: " + state());
        }
        if (!time.step()) {
            if (resetLost()) {
                return false;
            }
            throw new SimulationFailure("nothing happens any more: " + state());
        }
        if (events >= nextKill) {
            kill();
        }
        return true;
    }

    /** TCP does not repeat a RST: an idle end that missed it waits for ever, here as everywhere. */
    private boolean resetLost() {
        return world.oracle().resetSent()
                || (script.clientAborts() && client.isDone())
                || (script.serverMayReset() && world.wires().fromServer().overflows() > 0);
    }

    private String state() {
        return "client " + client.state() + ", read " + world.program().total() + " of " + script.output().length
                + ", wrap "
                + node.phase() + ", server "
                + (host.socket() == null ? null : host.socket().state());
    }

    private boolean isOver() {
        return world.program().isOver()
                && client.isDone()
                && node.isEnded()
                && (host.isQuiet() || script.clientAborts());
    }

    // ---- the server's lives

    private void startServer() {
        host.listen();
        long late = dice.chance(300) ? dice.between(0, 50) * VirtualTime.MILLI : 0;
        int life = host.lives();
        time.after(late, () -> {
            if (life == host.lives() && host.isAlive()) {
                node.serverListens();
            }
        });
    }

    private void kill() {
        if (killPending || !host.isAlive() || node.isDead() || node.isEnded() || client.isDone()) {
            nextKill = events + dice.between(1, 200);
            return;
        }
        kills++;
        if (dice.chance(plan.nodesPermille())) {
            killNode();
        } else if (host.holdsConnection() && dice.chance(plan.workersPermille())) {
            world.trace().note(time.now(), () -> "KILL             the worker");
            host.killWorker();
            int recoveries = node.recoveries();
            time.after(dice.between(0, 60) * VirtualTime.MILLI, () -> node.workerDied(recoveries));
        } else {
            world.trace().note(time.now(), () -> "KILL             the server");
            host.kill();
            killPending = true;
            long notice = dice.between(0, dice.pick(100, 20_000)) * VirtualTime.MICRO;
            long downtime = dice.chance(30)
                    ? dice.between(10, 60) * VirtualTime.SECOND
                    : dice.logarithmic(
                            VirtualTime.MILLI, dice.chance(200) ? 3 * VirtualTime.SECOND : 80 * VirtualTime.MILLI);
            time.after(notice, () -> {
                killPending = false;
                node.serverDied();
            });
            startServerAfter(notice + downtime);
        }
        chooseNextKill();
    }

    /** The server dies with its node; a new one starts on the same host, or on another one. */
    private void killNode() {
        world.trace().note(time.now(), () -> "KILL             the node");
        killPending = true;
        serverPlan++;
        if (dice.chance(500)) {
            host.powerCut();
        } else {
            host.kill();
        }
        node.die();
        if (dice.chance(500)) {
            world.wires().cut();
        }
        long downtime = dice.logarithmic(
                VirtualTime.MILLI, dice.chance(100) ? 5 * VirtualTime.SECOND : 300 * VirtualTime.MILLI);
        time.after(downtime, () -> {
            killPending = false;
            node.takeUp();
            int life = node.life();
            time.after(dice.between(0, dice.pick(0, 1000, 30_000)) * VirtualTime.MICRO, () -> {
                if (life == node.life()) {
                    node.wake();
                }
            });
        });
        startServerAfter(downtime + dice.logarithmic(VirtualTime.MILLI, 300 * VirtualTime.MILLI));
    }

    private void startServerAfter(long nanos) {
        int chosen = serverPlan;
        time.after(nanos, () -> {
            if (chosen == serverPlan) {
                startServer();
            }
        });
    }

    /** Soon, so that a recovery is hit, or some time later, or 50 ms later. */
    private void chooseNextKill() {
        nextKill = Long.MAX_VALUE;
        if (kills >= plan.killsMax()) {
            return;
        }
        switch (dice.below(4)) {
            case 0 -> nextKill = events + dice.between(1, 60);
            case 1 -> nextKill = events + dice.logarithmic(1, 600);
            case 2 -> time.after(50 * VirtualTime.MILLI, () -> nextKill = events);
            default -> time.after(dice.logarithmic(VirtualTime.MILLI, 3 * VirtualTime.SECOND), () -> nextKill = events);
        }
    }

    private void fillJournal() {
        if (journal.isFull()) {
            return;
        }
        journal.fill(true);
        time.after((long) dice.between(0, 1) * dice.between(0, 500) * VirtualTime.MICRO, () -> {
            if (journal.isFull()) {
                node.journalBlocked(true);
            }
        });
        long length = dice.logarithmic(VirtualTime.MILLI, 8 * VirtualTime.SECOND);
        time.after(length, () -> journal.fill(false));
        time.after(length + dice.between(0, 1) * VirtualTime.MILLI, () -> {
            if (!journal.isFull()) {
                node.journalBlocked(false);
            }
        });
    }

    // ---- the end

    private void judgeEnd() {
        if (script.clientAborts() || resetLost()) {
            return;
        }
        require(!client.wasReset(), "the client was reset");
        require(
                world.program().total() == script.output().length || script.serverMayReset(),
                "the client read " + world.program().total() + " of " + script.output().length);
        require(host.programFinished(), "the server program is not finished");
        require(
                client.acknowledged() == script.input().length + 2 || script.serverMayReset(),
                "the client's stream was acknowledged to " + client.acknowledged() + " of "
                        + (script.input().length + 2));
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new SimulationFailure(otherwise);
        }
    }
}
