package dev.holdfast.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A conversation between a client and a protected server, told line by line, with the troubles in between.
 *
 * <pre>{@code
 *   client.connects();
 *   client.sends("GET /");
 *   server.receives("GET /");
 *   server.crashes();
 *   server.restarts();
 *   server.answers("hello");
 *   client.receives("hello");
 * }</pre>
 *
 * <p>Between the two runs the product's own wrap, connection and recovery. The clock is virtual: a line that waits lets it run
 * until what it says has happened, at most {@link #PATIENCE}; the others happen at the present instant. Every segment on the way
 * is checked against the design's invariants; whatever breaks one, or the patience, is a {@link SimulationFailure} that names the
 * seed and ends in the last packets. For one thread.
 */
public final class Scenario {

    /** How long a line waits, in virtual time. Longer than any pause of a TCP between two attempts. */
    public static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Bytes that a client may send in one scenario. */
    public static final int CLIENT_BYTES_MAX = 4 << 20;

    private static final int STORY_LINES = 40;

    private final long seed;
    private final World world;
    private final Client client;
    private final Server server;
    private final Node node;
    private final ClientWire wire;
    private final Journal journal;
    private final Faults faults;

    private Scenario(long seed, Facts facts) {
        this.seed = seed;
        Dice dice = new Dice(seed);
        SpokenScript script = new SpokenScript();
        RunPlan plan = RunPlan.calm(dice.fork(), script);
        this.world = new World(plan, dice, CLIENT_BYTES_MAX, facts, new Trace(STORY_LINES));
        this.client = new Client(this, world, script);
        this.server = new Server(this, world, script);
        this.node = new Node(world);
        this.wire = new ClientWire(world.wires());
        this.journal = new Journal(this, world, facts, plan.journal());
        this.faults = new Faults(world, dice.fork());
        world.startServer();
    }

    /**
     * With facts in memory, and the server listening.
     *
     * @param seed decides what is left open: sequence numbers, windows, options, clocks, and what {@link Faults} draws
     */
    public static Scenario seeded(long seed) {
        return seeded(seed, new FactsInMemory());
    }

    /** @param facts where what is stable is kept; for one connection, and empty */
    public static Scenario seeded(long seed, Facts facts) {
        return new Scenario(seed, facts);
    }

    public Client client() {
        return client;
    }

    public Server server() {
        return server;
    }

    public Node node() {
        return node;
    }

    /** Between the client and the node. */
    public ClientWire wire() {
        return wire;
    }

    public Journal journal() {
        return journal;
    }

    public Faults faults() {
        return faults;
    }

    /** Lets the clock run on, whatever happens meanwhile. */
    public void passes(Duration time) {
        long end = world.time().now() + time.toNanos();
        boolean[] over = {false};
        world.time().at(end, () -> over[0] = true);
        until(() -> over[0], () -> "time stands still");
    }

    /** The virtual time since the scenario began. */
    public Duration elapsed() {
        return Duration.ofNanos(world.time().now());
    }

    /** The seed, the time and the last packets: what a failure shows. */
    public String story() {
        return "scenario with seed " + seed + ", at " + elapsed().toMillis() + " ms; the last that happened:\n"
                + String.join("\n", world.trace().lines());
    }

    // ---- for the lines

    void until(BooleanSupplier holds, Supplier<String> otherwise) {
        long deadline = world.time().now() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (world.time().now() > deadline || !step()) {
                throw failure(otherwise.get(), null);
            }
        }
    }

    private boolean step() {
        try {
            return world.time().step();
        } catch (SimulationFailure broken) {
            throw failure(String.valueOf(broken.getMessage()), broken);
        }
    }

    SimulationFailure failure(String what, @Nullable Throwable cause) {
        return new SimulationFailure(what + "\n" + story(), cause);
    }
}
