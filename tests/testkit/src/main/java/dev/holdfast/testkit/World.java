package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client, the real wrap in its node, a server's host, and the wires between them; all by one seed, on one thread.
 *
 * <pre>
 *   ClientProgram - ModelTcp ~ Wire ~ NodeModel(SouthSideWrap) ~ Wire ~ ModelTcp - ServerProgram
 *                                       |                               in ServerHost
 *                                   ModelJournal
 * </pre>
 */
final class World {

    private final VirtualTime time = new VirtualTime();
    private final Trace trace;
    private final ServerHost host;
    private final ModelTcp client;
    private final ClientProgram program;
    private final NodeModel node;
    private final ModelJournal journal;
    private final ClientOracle oracle;
    private final Wires wires;
    private TcpProfile serverProfile;

    /** @param inputMax bytes of the client at most */
    World(RunPlan plan, Dice dice, int inputMax, Facts facts, Trace trace) {
        this.trace = trace;
        Script script = plan.script();
        Dice tcps = dice.fork();
        this.serverProfile = RunPlan.firstServerTcp(tcps);
        ServerProgram.OutcomeCounter outcomes = new ServerProgram.OutcomeCounter(plan.recordsOutcomes());
        this.wires = new Wires();
        this.host = new ServerHost(
                time,
                dice.fork(),
                script,
                () -> serverProfile = RunPlan.serverTcp(tcps, serverProfile),
                outcomes,
                plan.serverStepBytes(),
                plan.serverStepNanos(),
                segment -> wires.fromServer().send(segment));
        this.node = new NodeModel(
                time, dice.fork(), id(plan), script, plan.limits(), host::witness, outcomes, plan.pace(), trace);
        this.journal = new ModelJournal(time, dice.fork(), plan.journal(), inputMax, facts, node);
        this.client = new ModelTcp(
                "client",
                plan.client(),
                time,
                script::input,
                script::output,
                segment -> wires.fromClient().send(segment),
                this::wakeClient);
        this.program = new ClientProgram(
                script,
                client,
                time,
                dice.fork(),
                plan.clientReadBytes(),
                plan.clientReadNanos(),
                plan.clientDozePermille());
        wires.build(plan, dice);
        this.oracle = new ClientOracle(script, client, plan.client(), journal, host, time);
        node.connect(
                journal,
                oracle,
                segment -> wires.toClient().send(segment),
                segment -> wires.toServer().send(segment));
    }

    private static ConnectionId id(RunPlan plan) {
        return new ConnectionId(
                "simulated",
                new FourTuple(
                        new Endpoint(IpAddress.v4(0x0a00_0001), 40_000), new Endpoint(IpAddress.v4(0x0a00_0002), 80)),
                plan.client().iss());
    }

    void wakeClient() {
        program.wake();
    }

    // ---- blows and cures

    void startServer() {
        host.listen();
        node.serverListens();
    }

    /** SIGKILL; the node does not know yet. */
    void killServer() {
        trace.note(time.now(), () -> "KILL             the server");
        host.kill();
    }

    /** SIGKILL to the node and its server. */
    void killNode() {
        trace.note(time.now(), () -> "KILL             the node");
        host.kill();
        node.die();
    }

    /** The host's kernel says nothing more, and what is under way is lost. */
    void cutPower() {
        trace.note(time.now(), () -> "KILL             the host");
        host.powerCut();
        node.die();
        wires.cut();
    }

    /** Another node goes on with what the journal holds, and the address is its own. */
    void takeUp() {
        node.takeUp();
        node.wake();
        if (host.isAlive()) {
            node.serverListens();
        }
    }

    // ---- the parts

    VirtualTime time() {
        return time;
    }

    Trace trace() {
        return trace;
    }

    ServerHost host() {
        return host;
    }

    ModelTcp client() {
        return client;
    }

    ClientProgram program() {
        return program;
    }

    NodeModel node() {
        return node;
    }

    ModelJournal journal() {
        return journal;
    }

    ClientOracle oracle() {
        return oracle;
    }

    Wires wires() {
        return wires;
    }

    /** The four directions; built when both ends exist. */
    final class Wires {
        private @Nullable Wire fromClient;
        private @Nullable Wire toClient;
        private @Nullable Wire fromServer;
        private @Nullable Wire toServer;

        private void build(RunPlan plan, Dice dice) {
            fromClient = new Wire(time, dice.fork(), plan.toClient(), node::fromClient);
            toClient = new Wire(time, dice.fork(), plan.toClient(), client::receive);
            fromServer = new Wire(time, dice.fork(), plan.toServer(), node::fromServer);
            toServer = new Wire(time, dice.fork(), plan.toServer(), host::receive);
        }

        /** What is under way in any direction is lost. */
        void cut() {
            fromClient().cut();
            toClient().cut();
            fromServer().cut();
            toServer().cut();
        }

        Wire fromClient() {
            return built(fromClient);
        }

        Wire toClient() {
            return built(toClient);
        }

        Wire fromServer() {
            return built(fromServer);
        }

        Wire toServer() {
            return built(toServer);
        }

        private static Wire built(@Nullable Wire wire) {
            if (wire == null) {
                throw new IllegalStateException("not built yet");
            }
            return wire;
        }
    }
}
