package dev.holdfast.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.quorum.Leadership;
import dev.holdfast.persistence.quorum.LogStatus;
import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Voice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nodes contend for one log, in virtual time. What they tell the log and what it tells them may come late, and what it says of itself is a little old. */
class ContestTest {

    private static final Duration LEASE = Duration.ofMillis(300);
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LOOK_NANOS = 20 * MILLI;

    /** The last one is longer than it takes until the log's own word counts. */
    private static final long[] LATENESS = {MILLI, 200 * MILLI, 700 * MILLI};

    private static final List<String> OWNERS = List.of("alpha", "beta", "delta");

    private final VirtualScheduler time = new VirtualScheduler();
    private final Map<String, Place> places = new LinkedHashMap<>();
    private SplittableRandom random = new SplittableRandom(1);
    private long lateNanosMax = MILLI;
    private Epoch epoch = Epoch.NONE;
    private long silentUntilNanos;

    /** Null while nobody writes. */
    private @Nullable Place writer;

    /** A node: its view of the log, its contest, and what came of that. */
    private final class Place implements Leadership, Contest.Outcome {

        private final String name;
        private Contest contest;
        private boolean alive = true;
        private boolean hasAsked;
        private boolean hasSealed;
        private int asked;
        private long toldNanos;
        private long doneNanos;
        private LogStatus shown;
        private @Nullable Epoch owned;
        private @Nullable TakeoverRecord record;

        private Place(String name) {
            this.name = name;
            this.contest = new Contest(time, this, new Contest.Entrants(OWNERS, name, LEASE), this);
            this.shown = describe();
        }

        private void start() {
            contest.begin();
            every(contest::look);
            every(() -> shown = describe());
        }

        private void every(Runnable action) {
            Contest of = contest;
            action.run();
            time.schedule(LOOK_NANOS, () -> {
                if (alive && contest == of) {
                    every(action);
                }
            });
        }

        @Override
        public void takeOver() {
            toJournal(() -> {
                hasAsked = true;
                toJournal(() -> {
                    hasSealed = hasAsked && !isWriterHeard();
                    toJournal(this::grant);
                });
            });
        }

        private void grant() {
            if (!hasAsked) {
                return;
            }
            if (!isWriterHeard()) {
                hasAsked = false;
                hasSealed = false;
                writer = this;
                epoch = epoch.next(name);
                Epoch given = epoch;
                soon(() -> contest.won(given));
            } else if (writer == null) {
                toJournal(this::grant);
            } else if (writer != this) {
                hasAsked = false;
                hasSealed = false;
                Epoch by = epoch;
                soon(() -> contest.lost(by));
            }
        }

        @Override
        public void stepDown() {
            toJournal(this::release);
        }

        private void release() {
            boolean took = hasAsked || writer == this;
            hasAsked = false;
            hasSealed = false;
            if (writer == this) {
                writer = null;
                tellOfSilence();
            }
            if (took) {
                Epoch given = epoch;
                soon(() -> contest.lost(given));
            }
        }

        /** A little old, as the journal's is. */
        @Override
        public LogStatus status() {
            return shown;
        }

        /** A candidate that has sealed its own copy hears itself. */
        private LogStatus describe() {
            Member.Role role =
                    writer == this ? Member.Role.WRITER : hasAsked ? Member.Role.CANDIDATE : Member.Role.FOLLOWER;
            Epoch promised = hasSealed ? epoch.next(name) : epoch;
            List<Member.Progress> replicas = writer != this
                    ? List.of()
                    : places.values().stream()
                            .filter(other -> other != this)
                            .map(other -> new Member.Progress(other.name, 1, other.alive, false))
                            .toList();
            return new LogStatus(role, Voice.VOTING, promised, 0, 0, isWriterHeard() || hasSealed, replicas);
        }

        @Override
        public void asks() {
            asked++;
        }

        @Override
        public void won(Epoch given, TakeoverRecord begun) {
            assertThat(owned).as("%s owns it already", name).isNull();
            owned = given;
            record = begun;
        }

        @Override
        public void lost(Epoch by) {
            owned = null;
        }

        /** The journal's thread tells one thing after the other, and does one after the other. */
        private void soon(Runnable event) {
            toldNanos = inTurn(toldNanos, event);
        }

        private void toJournal(Runnable command) {
            doneNanos = inTurn(doneNanos, command);
        }

        private long inTurn(long afterNanos, Runnable action) {
            Contest of = contest;
            long at = Math.max(afterNanos, time.nanoTime() + random.nextLong(lateNanosMax));
            time.schedule(at - time.nanoTime(), () -> {
                if (alive && contest == of) {
                    action.run();
                }
            });
            return at;
        }

        /** Its memory of who owned the address dies with it. */
        private void die() {
            alive = false;
            owned = null;
            hasAsked = false;
            hasSealed = false;
            if (writer == this) {
                silence();
            }
        }

        private void returns() {
            alive = true;
            asked = 0;
            contest = new Contest(time, this, new Contest.Entrants(OWNERS, name, LEASE), this);
            start();
        }
    }

    /** Whoever wrote says no more. */
    private void silence() {
        writer = null;
        Epoch silent = epoch;
        silentUntilNanos = time.nanoTime() + LEASE.toNanos();
        time.schedule(LEASE.toNanos(), () -> {
            if (writer == null && epoch.equals(silent)) {
                tellOfSilence();
            }
        });
    }

    private void tellOfSilence() {
        silentUntilNanos = time.nanoTime();
        places.values().stream().filter(place -> place.alive).forEach(place -> {
            place.shown = place.describe();
            place.soon(() -> place.contest.nobodyWrites());
        });
    }

    private boolean isWriterHeard() {
        return writer != null || time.nanoTime() < silentUntilNanos;
    }

    private Place place(String name) {
        return places.computeIfAbsent(name, Place::new);
    }

    private void startAll() {
        OWNERS.forEach(name -> place(name).start());
    }

    private List<String> owning() {
        List<String> names = new ArrayList<>();
        places.values().stream().filter(place -> place.owned != null).forEach(place -> names.add(place.name));
        return names;
    }

    @Test
    void atTheFirstStartThePreferredOwnerHasTheAddressAndNobodyElseAsks() {
        startAll();
        time.pass(100 * MILLI);

        assertThat(owning()).containsExactly("alpha");

        time.pass(TimeUnit.MINUTES.toNanos(1));
        assertThat(owning()).containsExactly("alpha");
        assertThat(place("beta").asked + place("delta").asked).isZero();
    }

    @Test
    void anOwnerThatDoesNotComeIsWaitedForThreeSecondsAtTheFirstStart() {
        place("beta").start();
        place("delta").start();

        time.pass(Contest.FIRST_START_NANOS - MILLI);
        assertThat(owning()).isEmpty();

        time.pass(100 * MILLI);
        assertThat(owning()).containsExactly("beta");
        time.pass(10 * Contest.FIRST_START_NANOS);
        assertThat(place("delta").asked).isZero();
    }

    @Test
    void aDeadOwnersSuccessorIsWhoComesNextAndHasItWithinTheLeaseAndALittle() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(10));

        place("alpha").die();
        time.pass(LEASE.toNanos() + 2 * LOOK_NANOS);

        assertThat(owning()).containsExactly("beta");
        assertThat(place("delta").asked).isZero();
    }

    @Test
    void ifTheNextOneIsDeadTooTheLastOneHasItARankLater() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(10));

        place("beta").die();
        place("alpha").die();
        time.pass(LEASE.toNanos() + Contest.RANK_NANOS + 2 * LOOK_NANOS);

        assertThat(owning()).containsExactly("delta");
    }

    @Test
    void aTakeoverSaysWhatDetectingAndSealingTook() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(10));
        place("alpha").die();
        time.pass(LEASE.toNanos() + 2 * LOOK_NANOS);

        TakeoverRecord record = Objects.requireNonNull(place("beta").record);
        assertThat(record.phasesMillis()).containsOnlyKeys("detect", "seal");
        assertThat(record.phasesMillis().get("detect")).isBetween(LEASE.toMillis(), LEASE.toMillis() + 25);
        assertThat(record.seen().epoch()).isEqualTo(2);
    }

    @Test
    void aFormerOwnerIsFencedUntilItFollowsAndNotAgainWhenItIsLostLater() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(10));
        place("alpha").die();
        time.pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(place("beta").contest.fenced()).contains("alpha");

        place("alpha").returns();
        time.pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(place("beta").contest.fenced()).isEmpty();

        place("alpha").die();
        time.pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(place("beta").contest.fenced()).isEmpty();
    }

    @Test
    void aSealThatTakesLongLeavesTheDeadOwnerFenced() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(10));
        lateNanosMax = 150 * MILLI;

        place("alpha").die();
        time.pass(TimeUnit.SECONDS.toNanos(2));

        assertThat(owning()).hasSize(1);
        assertThat(place(owning().getFirst()).contest.fenced()).contains("alpha");
    }

    @Test
    void whoOwnsItForTheFirstTimeOrAgainHasFencedNobody() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(place("alpha").contest.fenced()).isEmpty();

        silence(); // its own lease ran out, and it is the first to notice
        place("alpha").contest.lost(epoch);
        place("beta").die();
        place("delta").die();
        time.pass(TimeUnit.SECONDS.toNanos(10));

        assertThat(owning()).containsExactly("alpha");
        assertThat(place("alpha").contest.fenced()).isEmpty();
    }

    @Test
    void whoLeavesGivesTheLogUpAtOnceAndNeverAsksAgain() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(1));

        place("alpha").owned = null;
        place("alpha").contest.leave();
        time.pass(TimeUnit.SECONDS.toNanos(1));
        assertThat(owning()).containsExactly("beta");

        place("beta").die();
        place("delta").die();
        time.pass(TimeUnit.MINUTES.toNanos(1));
        assertThat(owning()).isEmpty();
        assertThat(place("alpha").asked).isEqualTo(1);
    }

    @Test
    void aLogThatComesToOneWhoHasLeftIsGivenBack() {
        place("alpha").start();
        place("beta").start();
        time.pass(0);
        place("alpha").contest.leave();

        time.pass(TimeUnit.SECONDS.toNanos(10));

        assertThat(owning()).containsExactly("beta");
    }

    @Test
    void whoThinksThatItOwnsWhatTheLogGaveToAnotherGivesWayWithoutBeingTold() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(1));

        writer = place("delta"); // and the event that tells of it is lost
        epoch = epoch.next("delta");
        place("delta").contest.won(epoch);
        time.pass(Contest.SETTLING_NANOS + 3 * LOOK_NANOS);

        assertThat(owning()).containsExactly("delta");
    }

    @Test
    void aLogThatSomebodyWritesWithoutKnowingIsGivenUpAndFoundAgain() {
        startAll();
        time.pass(TimeUnit.SECONDS.toNanos(1));

        place("alpha").contest.lost(epoch); // an event of before, that came late
        time.pass(Contest.SETTLING_NANOS + LEASE.toNanos() + Contest.RANK_NANOS + 3 * LOOK_NANOS);

        assertThat(owning()).hasSize(1);
        assertThat(writer).isSameAs(place(owning().getFirst()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000})
    void whateverDiesAndReturnsInTheEndOneOwnsItAndItIsTheOneThatWrites(int seeds) {
        for (int seed = 0; seed < seeds; seed++) {
            play(seed);
        }
    }

    private void play(int seed) {
        places.values().forEach(place -> place.alive = false);
        places.clear();
        writer = null;
        epoch = Epoch.NONE;
        random = new SplittableRandom(seed);
        lateNanosMax = LATENESS[random.nextInt(LATENESS.length)];
        time.pass(TimeUnit.MINUTES.toNanos(1)); // what was under way in the game before comes to nothing
        startAll();
        for (int step = 0; step < 12; step++) {
            time.pass(random.nextLong(2_000 * MILLI));
            Place struck = place(OWNERS.get(random.nextInt(OWNERS.size())));
            if (!struck.alive) {
                struck.returns();
            } else if (random.nextInt(4) == 0) {
                struck.release(); // the journal gives it up by itself
            } else {
                struck.die();
            }
        }
        lateNanosMax = MILLI;
        places.values().stream().filter(place -> !place.alive).forEach(Place::returns);
        time.pass(TimeUnit.SECONDS.toNanos(30));

        assertThat(owning()).as("seed %d", seed).hasSize(1);
        assertThat(place(owning().getFirst())).as("seed %d", seed).isSameAs(writer);
        assertThat(place(owning().getFirst()).owned).as("seed %d", seed).isEqualTo(epoch);
    }
}
