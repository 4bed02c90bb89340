package dev.holdfast.tests.campaign;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.Turns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Where a plan's blows fall: a lab of three hosts under load, with what was done to it and measured so far. One thread. */
final class ClusterStage {

    /** What the configuration of a lab's nodes leaves as it is. */
    static final Duration LEASE = Duration.ofMillis(300);

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BLOWS_TOLD = 10;

    /** More than a client's kernel may wait before it tries again, after the faults of one step. */
    private static final Duration PROGRESS_PATIENCE = Duration.ofSeconds(15);

    private static final long PROGRESS_POLL_MILLIS = 20;

    private final Lab lab;
    private final Turns turns;
    private final Talk talk;
    private final MixedLoad load;
    private final List<Blow> blows = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Map<String, List<Double>> measures = new TreeMap<>();
    private final Phases phases = new Phases();

    ClusterStage(Lab lab, Turns turns, MixedLoad load, Talk talk) {
        this.lab = lab;
        this.turns = turns;
        this.load = load;
        this.talk = talk;
    }

    Lab lab() {
        return lab;
    }

    /** What the observer on the clients' switch saw. */
    Turns turns() {
        return turns;
    }

    /** Whether there is sense in going on. */
    boolean loadRuns() {
        return load.runs();
    }

    /** Waits until any host may die; gives the owner. */
    LabHost awaitWhole() {
        ClusterView view = await(ClusterView::whole);
        view.statuses().values().forEach(status -> {
            phases.addTakeovers(status);
            phases.addRecoveries("recovery: ", status);
        });
        return lab.host(view.serving().orElseThrow());
    }

    /** All is whole, so all clients must go on: a service that only says that it serves is a problem. */
    void awaitProgress() throws InterruptedException {
        Map<Client, Long> before = load.progress();
        long began = System.nanoTime();
        while (load.runs() && !load.hasMovedSince(before)) {
            if (System.nanoTime() - began > PROGRESS_PATIENCE.toNanos()) {
                problem("the hosts say that all is well, but the clients did not go on for "
                        + PROGRESS_PATIENCE.toSeconds() + " s; they say: "
                        + ClusterView.of(lab).statuses());
                return;
            }
            pause(PROGRESS_POLL_MILLIS);
        }
        measured("from there until all clients go on", (System.nanoTime() - began) / 1e6);
    }

    /** Waits until another host than {@code former} serves. */
    void awaitSuccessor(LabHost former) {
        await(view -> view.serving().filter(name -> !name.equals(former.name())).isPresent());
    }

    private ClusterView await(Predicate<ClusterView> wanted) {
        return ClusterView.await(lab, wanted, PATIENCE);
    }

    void struck(Blow blow) {
        blows.add(blow);
        if (blows.size() % BLOWS_TOLD == 0) {
            talk.blow(blows.size() + " blows");
        }
    }

    /** Something that must not be; the campaign has failed. */
    void problem(String what) {
        talk.bad(what);
        problems.add(what);
    }

    void measured(String what, double millis) {
        measures.computeIfAbsent(what, _ -> new ArrayList<>()).add(millis);
    }

    /** Does it, and keeps how long it took. */
    void measure(String what, Runnable deed) {
        long began = System.nanoTime();
        deed.run();
        measured(what, (System.nanoTime() - began) / 1e6);
    }

    void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    List<Blow> blows() {
        return blows;
    }

    List<String> problems() {
        return problems;
    }

    Map<String, List<Double>> measures() {
        Map<String, List<Double>> all = new TreeMap<>(measures);
        all.putAll(phases.byName());
        return all;
    }
}
