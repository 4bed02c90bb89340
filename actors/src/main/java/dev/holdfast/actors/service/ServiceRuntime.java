package dev.holdfast.actors.service;

import dev.holdfast.actors.watch.Vitals;
import dev.holdfast.config.ServiceSettings;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.path.ConnectionDriver;
import dev.holdfast.interceptors.path.PacketPath;
import dev.holdfast.interceptors.path.ServiceTap;
import dev.holdfast.interceptors.process.Ruling;
import dev.holdfast.protocol.northside.Ending;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.southside.CloseWitness;
import dev.holdfast.protocol.southside.Phase;
import dev.holdfast.protocol.wire.FourTuple;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service as the packet path sees it: whether a server listens, what its shim recorded, who closed a connection.
 *
 * <p>Owned by the loop's thread.
 */
public final class ServiceRuntime implements ServiceTap {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceRuntime.class);
    private static final int FAILURES_KEPT = 32;
    private static final String CONNECTION_LOST = "connection lost";

    /** What a service is doing. */
    public enum State {
        UNPUBLISHED,
        STARTING,
        SERVING,
        RECOVERING,
        DOWN
    }

    private final ServiceSettings settings;
    private final EventLoop loop;
    private final PacketPath path;
    private final ConnectionRescue rescue;
    private final OutcomeJournal outcomes;
    private final Vitals vitals;
    private final Consumer<Boolean> onClientsWait;
    private final Deque<FailureRecord> failures = new ArrayDeque<>();
    private State state = State.STARTING;
    private String reason = "";
    private boolean takenUp;
    private int incarnation;
    private @Nullable ServerLife life;
    private @Nullable FailureRecord failure;
    private boolean clientsWait;
    private String lossCause = CONNECTION_LOST;

    /** The incarnation whose shim gave up on this node. */
    private int unrecorded = -1;

    /**
     * @param lastIncarnation of the service's server before, -1 if there was none
     * @param onClientsWait hears when a failure begins, which clients wait through, and when it is over
     */
    public ServiceRuntime(
            ServiceSettings settings,
            EventLoop loop,
            PacketPath path,
            Consumer<List<ServerHistoryEvent>> history,
            Vitals vitals,
            int lastIncarnation,
            Consumer<Boolean> onClientsWait) {
        this.settings = settings;
        this.incarnation = lastIncarnation;
        this.onClientsWait = onClientsWait;
        this.vitals = vitals;
        vitals.serves(settings.name());
        this.loop = loop;
        this.path = path;
        this.outcomes = new OutcomeJournal(settings.level() == ServiceSettings.Level.L1, history);
        this.rescue = new ConnectionRescue(loop, settings.giveUpAfter(), this::condemn);
    }

    public ServiceSettings settings() {
        return settings;
    }

    public State state() {
        return state;
    }

    /** Why it is not serving; empty if it is. */
    public String reason() {
        return reason;
    }

    /** The main process, or -1. */
    public int pid() {
        return life == null ? -1 : life.server().mainPid();
    }

    public Deque<FailureRecord> failures() {
        return failures;
    }

    public List<ConnectionDriver> connections() {
        return path.connectionsOf(this);
    }

    // ---- ServiceTap

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public boolean serving() {
        return state == State.SERVING || state == State.RECOVERING;
    }

    @Override
    public int incarnation() {
        return Math.max(incarnation, 0);
    }

    @Override
    public void drain(boolean closes) {
        if (closes || outcomes.isRecording()) {
            drainNow();
        }
    }

    @Override
    public long ticket() {
        return outcomes.seen();
    }

    @Override
    public long stableOutcomes() {
        return outcomes.stableCount();
    }

    @Override
    public CloseWitness witness(FourTuple tuple) {
        return reset -> {
            ServerLife now = life;
            if (now == null) {
                return null;
            }
            return switch (now.witness().ruling(tuple, reset ? Ending.RST : Ending.FIN)) {
                case Ruling.Closed closed -> closed.cause();
                case Ruling.Crashed _ -> null;
            };
        };
    }

    @Override
    public void connectionLost(ConnectionDriver driver) {
        noteFailure(lossCause).affects(1);
        if (serving()) {
            state = State.RECOVERING;
            loop.execute(() -> {
                if (serving() && driver.wrap().phase() == Phase.DOWN) {
                    rescue.lost(driver);
                }
            });
        }
    }

    @Override
    public void progressed(ConnectionDriver driver) {
        if (state != State.RECOVERING || failure == null) {
            return;
        }
        List<ConnectionDriver> mine = connections();
        boolean handshaken = true;
        boolean live = true;
        for (ConnectionDriver each : mine) {
            Phase phase = each.wrap().phase();
            handshaken &= phase != Phase.DOWN && phase != Phase.HANDSHAKE;
            live &= phase == Phase.LIVE || phase == Phase.OPENING;
        }
        if (handshaken) {
            failure.reached("handshake", loop.nanoTime());
        }
        if (live) {
            failure.reached("replay", loop.nanoTime());
            recovered(failure);
        }
    }

    private void recovered(FailureRecord record) {
        record.finish(loop.nanoTime());
        vitals.failedOver(name(), record.phasesMillis());
        LOG.info("{}: {} connections recovered, ms: {}", name(), record.connections(), record.phasesMillis());
        failure = null;
        state = State.SERVING;
        clientsWait(false);
    }

    @Override
    public void answered() {
        if (failure != null && serving()) {
            failure.answered(loop.nanoTime());
        }
    }

    // ---- the server's life, told by the supervisor

    int nextIncarnation() {
        return incarnation + 1;
    }

    void began(ServerLife newLife) {
        life = newLife;
        incarnation = newLife.incarnation();
        outcomes.begin(incarnation);
        newLife.server().prefer(clientsWait);
        loop.register(newLife.witness().pollFd(), this::drainNow);
    }

    /**
     * What the journal held of the service is back in the packet path: its server may be given to it.
     *
     * @param connections how many
     */
    public void takenUp(int connections) {
        takenUp = true;
        if (connections > 0) {
            noteFailure("taken up from the journal").affects(connections);
        }
    }

    boolean isListening() {
        drainNow();
        return takenUp
                && life != null
                && !life.witness().processes().listening(settings.port()).isEmpty();
    }

    void listens() {
        state = State.SERVING;
        reason = "";
        List<ConnectionDriver> mine = connections();
        if (failure != null) {
            failure.reached("restart", loop.nanoTime());
            failure.affects(mine.size());
            state = State.RECOVERING;
        }
        rescue.begin(mine, incarnation);
        if (mine.isEmpty() && failure != null) {
            recovered(failure);
        }
    }

    /**
     * The server's last process is gone.
     *
     * @param ownDoing whether it ended by itself rather than by somebody's signal
     */
    void exited(String how, boolean ownDoing) {
        FailureRecord record = noteFailure(how);
        vitals.serverDied(name());
        record.serverGone(how, loop.nanoTime());
        drainNow();
        endLife();
        state = State.DOWN;
        reason = how;
        if (ownDoing) {
            rescue.crashed();
        }
        rescue.stop();
        List<ConnectionDriver> mine = connections();
        record.affects(mine.size());
        mine.forEach(ConnectionDriver::serverDied);
    }

    void unpublished(String why) {
        endLife();
        state = State.UNPUBLISHED;
        reason = why;
    }

    /** SIGKILL to all processes of the server. */
    public void kill() {
        if (life != null) {
            life.server().kill();
        }
    }

    /** The node does not own the service any more, and its server is gone or will be. */
    public void over() {
        endLife();
    }

    void endLife() {
        if (life != null) {
            loop.unregister(life.witness().pollFd());
            life.close();
            life = null;
        }
    }

    /** Whether {@code which} is the present life of the server. */
    boolean isLiving(ServerLife which) {
        return life != null && life.incarnation() == which.incarnation();
    }

    @Nullable
    ServerLife life() {
        return life;
    }

    // ---- the shim

    private void drainNow() {
        ServerLife now = life;
        if (now == null) {
            return;
        }
        List<FourTuple> crashed = now.witness().drain(outcomes::add);
        outcomes.flush();
        endUnrecorded(now);
        if (crashed.isEmpty()) {
            return;
        }
        lossCause = "a process of the server died";
        for (FourTuple tuple : crashed) {
            ConnectionDriver driver = path.connection(tuple);
            if (driver != null && driver.service() == this) {
                driver.serverDied();
            }
        }
        lossCause = CONNECTION_LOST;
    }

    /** A node that stood still for long is given up by the shim, so that the server goes on: unprotected from there. It begins anew. */
    private void endUnrecorded(ServerLife now) {
        if (now.ring().abandoned() && unrecorded != now.incarnation()) {
            unrecorded = now.incarnation();
            LOG.error(
                    "{}: the server went on while this node stood still, so it is started again and repeats its work",
                    name());
            now.server().kill();
        }
    }

    /** The history has everything up to {@code mark}. */
    public void outcomesStable(long mark) {
        if (outcomes.stable(mark)) {
            connections().forEach(driver -> driver.outcomesStable(outcomes.stableCount()));
        }
    }

    private FailureRecord noteFailure(String cause) {
        if (failure == null) {
            failure = new FailureRecord(incarnation, cause, loop.nanoTime());
            failures.addFirst(failure);
            clientsWait(true);
            while (failures.size() > FAILURES_KEPT) {
                failures.removeLast();
            }
        }
        return failure;
    }

    /** A server whose clients wait goes first: else the node's own compilers had the processor that it needs to repeat its work. */
    private void clientsWait(boolean yes) {
        clientsWait = yes;
        onClientsWait.accept(yes);
        if (life != null) {
            life.server().prefer(yes);
        }
    }

    private void condemn(ConnectionDriver driver, int attempts) {
        vitals.condemned(name());
        LOG.warn("{}: a connection is given up, its replay killed {} servers", name(), attempts);
        outcomes.note(new ServerHistoryEvent.ConnectionCondemned(
                incarnation, driver.id().name(), attempts));
        driver.abort("its replay killed " + attempts + " servers");
    }
}
