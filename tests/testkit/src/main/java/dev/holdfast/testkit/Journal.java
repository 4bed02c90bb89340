package dev.holdfast.testkit;

import dev.holdfast.protocol.connection.ConnectionEvent;
import java.time.Duration;
import java.util.List;

/** The journal of a {@link Scenario}: it confirms in 50 microseconds until told otherwise, always in order. */
public final class Journal {

    private final Scenario scenario;
    private final World world;
    private final Facts facts;
    private final ModelJournal.Profile ordinary;

    Journal(Scenario scenario, World world, Facts facts, ModelJournal.Profile ordinary) {
        this.scenario = scenario;
        this.world = world;
        this.facts = facts;
        this.ordinary = ordinary;
    }

    /** Each entry from now on is stable only after {@code time}. */
    public void isSlow(Duration time) {
        world.journal().become(new ModelJournal.Profile(time.toNanos(), time.toNanos(), 0, 0));
    }

    public void isFastAgain() {
        world.journal().become(ordinary);
    }

    /** It has no room, and the node knows. */
    public void fillsUp() {
        world.journal().fill(true);
        world.node().journalBlocked(true);
    }

    public void hasRoomAgain() {
        world.journal().fill(false);
        world.node().journalBlocked(false);
    }

    /** What is stable, oldest first. */
    public List<ConnectionEvent> events() {
        return facts.all();
    }

    /** What led here; for messages. */
    public String story() {
        return scenario.story();
    }
}
