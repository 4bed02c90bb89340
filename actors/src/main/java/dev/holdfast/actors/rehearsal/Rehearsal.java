package dev.holdfast.actors.rehearsal;

import dev.holdfast.actors.connection.ConnectionEntity;
import dev.holdfast.actors.connection.JournalGateway;
import dev.holdfast.actors.keeper.Keeper;
import dev.holdfast.interceptors.link.PairedLink;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.path.ConnectionDriver;
import dev.holdfast.interceptors.path.PacketPath;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.southside.Phase;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections one after the other: each is opened, uploads, loses its server, is brought to the next one, is taken up by another
 * packet path as by another node, and ends.
 *
 * <p>On the loop's thread, a little at a time, for {@link #PATIENCE} at most and only as long as it is wanted.
 */
public final class Rehearsal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

    /** Then it ends, finished or not. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int CONNECTIONS = 24;
    private static final int UPLOAD_BYTES = 128 << 10;
    private static final Payload SEGMENT = Payload.of(new byte[1024]);
    private static final int SEGMENTS_A_TURN = 8;
    private static final long TURN_NANOS = 200_000;

    /** By then nothing that was under way can come back. */
    private static final long ECHO_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final int PORT = 80;
    private static final int CLIENT_PORT = 40_000;
    private static final int MTU = 1500;

    /** Documentation addresses (RFC 5737): they are on no network. */
    private static final IpAddress VIP = IpAddress.parse("192.0.2.1");

    private static final IpAddress CLIENT = IpAddress.parse("198.51.100.1");

    private enum Act {
        UPLOAD,
        CRASH,
        TAKEOVER
    }

    private final EventLoop loop;
    private final JournalStore store;
    private final JournalGateway gateway;
    private final BooleanSupplier wanted;
    private final Consumer<Rehearsal> over;
    private final PairedLink.Pair wire = PairedLink.pair(MTU);
    private final PairedLink.Pair inner = PairedLink.pair(MTU);
    private final RehearsedService service = new RehearsedService();
    private final long deadlineNanos;
    private PacketPath path;
    private FourTuple tuple = tuple(0);
    private RehearsalPeer client;
    private RehearsalPeer server;
    private Act act = Act.UPLOAD;
    private int done;
    private boolean closed;

    /**
     * @param store of its own, in memory
     * @param entities the actors' parent, over the journal plugin that has {@code store}
     * @param wanted whether to go on
     * @param over hears that it ended, before it is closed
     */
    public Rehearsal(
            EventLoop loop,
            Executor readers,
            JournalStore store,
            JournalGateway.Entities entities,
            BooleanSupplier wanted,
            Consumer<Rehearsal> over) {
        this.loop = loop;
        this.store = store;
        this.wanted = wanted;
        this.over = over;
        this.gateway = new JournalGateway(
                store, entities, loop, readers, new JournalGateway.Limits(1 << 20, 1, 0, 0), _ -> {});
        this.deadlineNanos = loop.nanoTime() + PATIENCE.toNanos();
        this.path = newPath();
        this.server = server();
        this.client = client();
    }

    public JournalGateway gateway() {
        return gateway;
    }

    /** How many connections went through everything. */
    public int done() {
        return done;
    }

    public void begin() {
        client.open();
        turn();
    }

    /** A rehearsal that fails is over: whoever waits for it must not wait for ever. */
    private void turn() {
        try {
            go();
        } catch (RuntimeException failed) {
            LOG.warn("the rehearsal of takeovers failed after {}", done, failed);
            end();
        }
    }

    private void end() {
        over.accept(this);
        close();
    }

    private void go() {
        if (!wanted.getAsBoolean() || done == CONNECTIONS || loop.nanoTime() > deadlineNanos) {
            end();
            return;
        }
        client.client();
        feed();
        path.wireReadable();
        server.server();
        path.innerReadable();
        path.tick();
        gateway.flush();
        gateway.retire(loop.nanoTime());
        goOn();
        loop.schedule(TURN_NANOS, this::turn);
    }

    private void feed() {
        for (int i = 0; i < SEGMENTS_A_TURN && client.isSynchronised() && client.given() < UPLOAD_BYTES; i++) {
            client.give(SEGMENT);
        }
    }

    /** To the next act, when this one is over. */
    private void goOn() {
        ConnectionDriver driver = path.connection(tuple);
        if (driver == null || driver.wrap().phase() != Phase.LIVE) {
            return;
        }
        switch (act) {
            case UPLOAD -> {
                if (client.given() == UPLOAD_BYTES && isAllJournaled()) {
                    act = Act.CRASH;
                    server = server();
                    driver.serverDied();
                    driver.startRecovery(service.nextIncarnation());
                }
            }
            case CRASH -> {
                act = Act.TAKEOVER;
                takeOver();
            }
            case TAKEOVER -> {
                act = Act.UPLOAD;
                done++;
                driver.abort("rehearsed");
                path = newPath();
                tuple = tuple(done);
                server = server();
                client = client();
                client.open();
            }
        }
    }

    private boolean isAllJournaled() {
        Connection.Open open = present();
        return open != null && open.logged().contiguousEnd() > UPLOAD_BYTES;
    }

    private void takeOver() {
        Connection.Open open = present();
        if (open != null) {
            server = server();
            path = newPath();
            path.restore(open, service);
            path.wake();
            path.connectionsOf(service).forEach(driver -> driver.startRecovery(service.nextIncarnation()));
        }
    }

    private Connection.@Nullable Open present() {
        for (Connection.Open open : store.service(RehearsedService.NAME).open()) {
            if (open.opened().id().tuple().equals(tuple)) {
                return open;
            }
        }
        return null;
    }

    private PacketPath newPath() {
        PacketPath.Limits limits = new PacketPath.Limits(CONNECTIONS, CONNECTIONS);
        PacketPath fresh =
                new PacketPath(VIP, wire.one(), inner.one(), loop::nanoTime, limits, (_, _) -> false, gateway);
        fresh.serve(PORT, service);
        return fresh;
    }

    private RehearsalPeer client() {
        SeqNum initial = SeqNum.of(0xffff_0000L + done);
        return new RehearsalPeer(wire.other(), tuple.client(), tuple.server(), initial, loop::nanoTime);
    }

    private RehearsalPeer server() {
        SeqNum initial = SeqNum.of(1_000_000L * service.incarnation());
        return new RehearsalPeer(inner.other(), tuple.server(), tuple.client(), initial, loop::nanoTime);
    }

    private static FourTuple tuple(int number) {
        return new FourTuple(new Endpoint(CLIENT, CLIENT_PORT + number), new Endpoint(VIP, PORT));
    }

    /** Journals nothing further; on the loop. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            loop.schedule(ECHO_NANOS, wire::close);
            loop.schedule(ECHO_NANOS, inner::close);
        }
    }

    /** For the gateway's answers. */
    public void onReply(ConnectionEntity.Reply reply) {
        if (!closed) {
            gateway.onReply(reply);
        }
    }

    /** For what the keeper tells of its actors. */
    public void onStopped(Keeper.Stopped stopped) {
        if (!closed && stopped instanceof Keeper.ConnectionStopped connection) {
            gateway.entityStopped(connection.name(), loop.nanoTime());
        }
    }
}
