package dev.holdfast.actors.node;

import dev.holdfast.interceptors.loop.Scheduler;
import dev.holdfast.persistence.quorum.Leadership;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Member;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Which of an address's owners writes its journal, as one of them sees it. Who follows asks when nobody writes, whoever is named first
 * before the others; what the log answers counts, and what it says of itself counts more than the events that tell of it, for they may cross.
 *
 * <p>Owned by the scheduler's thread.
 */
final class Contest {

    /** At the first start the owner that is named first gets this much of a lead, in which its JVM may start. */
    static final long FIRST_START_NANOS = TimeUnit.SECONDS.toNanos(3);

    static final long RANK_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    /** By then the log has taken notice of what it was asked. */
    static final long SETTLING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    enum Role {
        FOLLOWER,
        CANDIDATE,
        OWNER
    }

    /** What becomes of it. */
    interface Outcome {

        /** The log is asked for. */
        void asks();

        /** This node owns the address, until {@link #lost}. */
        void won(Epoch epoch, TakeoverRecord record);

        /** Another node does; this one may not have known that it ever did. */
        void lost(Epoch by);
    }

    /**
     * Who takes part.
     *
     * @param owners all that may own the address, the preferred one first
     * @param self one of them
     * @param lease after which a silent writer may be succeeded
     */
    record Entrants(List<String> owners, String self, Duration lease) {}

    private final Scheduler scheduler;
    private final Leadership log;
    private final Entrants entrants;
    private final Outcome outcome;
    private Role role = Role.FOLLOWER;
    private String lastOwner = "";

    /** Whom this node took the address from, until it follows; empty if from nobody. */
    private String formerOwner = "";

    private TakeoverRecord takeover;
    private long silentSinceNanos;

    /** When this node last asked something of the log, or was given it: until that has settled its status may be of before. */
    private long movedNanos;

    private boolean over;

    Contest(Scheduler scheduler, Leadership log, Entrants entrants, Outcome outcome) {
        this.scheduler = scheduler;
        this.log = log;
        this.entrants = entrants;
        this.outcome = outcome;
        this.takeover = new TakeoverRecord(silentSinceNanos);
    }

    /** Called once, before anything else. */
    void begin() {
        silentSinceNanos = scheduler.nanoTime();
        nobodyWrites();
    }

    Role role() {
        return role;
    }

    /** To be called every few milliseconds: notes who owns the address, and asks again what came to nothing. */
    void look() {
        if (over) {
            return;
        }
        LogStatus status = log.status();
        long now = scheduler.nanoTime();
        if (status.writerHeard() && isOwnersSign(status)) {
            lastOwner = status.promised().writer();
            silentSinceNanos = now - entrants.lease().toNanos();
        } else if (now - silentSinceNanos > FIRST_START_NANOS && now - movedNanos > FIRST_START_NANOS) {
            nobodyWrites();
        }
        reconcile(status, now);
        if (status.replicas().stream().anyMatch(copy -> copy.node().equals(formerOwner) && copy.counts())) {
            formerOwner = "";
        }
    }

    /** What this node promised itself, before it knows that it owns the log, is no sign of an owner's life. */
    private boolean isOwnersSign(LogStatus status) {
        return status.role() == Member.Role.FOLLOWER || role == Role.OWNER;
    }

    private void reconcile(LogStatus status, long now) {
        boolean follows = status.role() == Member.Role.FOLLOWER;
        if (now - movedNanos < SETTLING_NANOS || follows == (role == Role.FOLLOWER)) {
            return;
        }
        movedNanos = now;
        if (follows) {
            lost(status.promised());
        } else {
            log.stepDown();
        }
    }

    /** A writer's silence began. */
    void nobodyWrites() {
        if (over || role != Role.FOLLOWER) {
            return;
        }
        movedNanos = scheduler.nanoTime();
        long patience = rank() * (lastOwner.isEmpty() ? FIRST_START_NANOS : RANK_NANOS);
        scheduler.schedule(patience, this::ask);
    }

    /** Among the owners without the one that was lost. */
    private int rank() {
        List<String> others = entrants.owners().stream()
                .filter(owner -> !owner.equals(lastOwner))
                .toList();
        return Math.max(0, others.indexOf(entrants.self()));
    }

    private void ask() {
        if (over || role != Role.FOLLOWER || log.status().writerHeard()) {
            return;
        }
        role = Role.CANDIDATE;
        movedNanos = scheduler.nanoTime();
        takeover = new TakeoverRecord(silentSinceNanos);
        takeover.reached("detect", movedNanos);
        outcome.asks();
        log.takeOver();
    }

    /** The log was given to this node. */
    void won(Epoch epoch) {
        if (over) {
            log.stepDown();
            return;
        }
        if (role == Role.OWNER) {
            lost(epoch); // an ownership of before, whose end was not told
        }
        role = Role.OWNER;
        movedNanos = scheduler.nanoTime();
        takeover.in(epoch.number());
        takeover.reached("seal", movedNanos);
        formerOwner = lastOwner.equals(entrants.self()) ? "" : lastOwner;
        outcome.won(epoch, takeover);
    }

    /** The log is another node's. */
    void lost(Epoch by) {
        role = Role.FOLLOWER;
        outcome.lost(by);
    }

    /** Never asks again; the caller has ceased to act already. The log may be under way to this node, whatever it knows of that. */
    void leave() {
        over = true;
        role = Role.FOLLOWER;
        log.stepDown();
    }

    boolean hasLeft() {
        return over;
    }

    /** As the owner: who is fenced, and need not be waited for in the cluster. Once it follows, it is a member like any other. */
    Optional<String> fenced() {
        return role == Role.OWNER && !formerOwner.isEmpty() ? Optional.of(formerOwner) : Optional.empty();
    }
}
