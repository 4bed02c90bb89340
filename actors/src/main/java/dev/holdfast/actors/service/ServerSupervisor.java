package dev.holdfast.actors.service;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.holdfast.interceptors.process.CrashOrClose;
import dev.holdfast.interceptors.process.Exit;
import dev.holdfast.interceptors.process.WrappedServer;
import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Starts a service's server under the shim, publishes it when it listens, and starts it again when it dies.
 *
 * <p>Runs on the loop's thread; processes are started on {@code blocking}. A program that cannot be wrapped is never published.
 */
public final class ServerSupervisor extends AbstractBehavior<ServerSupervisor.Command> {

    private static final Duration LISTEN_POLL = Duration.ofMillis(1);

    /** What the supervisor is told. */
    public sealed interface Command {}

    /** SIGKILL to all processes of the server, as if it had crashed. */
    public record KillServer() implements Command {}

    /**
     * Stop the server for good; {@code replyTo} hears when its last process is gone.
     *
     * @param grace between SIGTERM and SIGKILL; none if zero
     */
    public record Stop(Duration grace, ActorRef<Stopped> replyTo) implements Command {}

    /** The server is gone and stays so. */
    public record Stopped(String service) {}

    private record StartServer() implements Command {}

    private record Began(ServerLife life) implements Command {}

    private record StartFailed(String why, boolean forGood) implements Command {}

    private record PollListening(ServerLife life) implements Command {}

    private record Ended(ServerLife life, Exit exit) implements Command {}

    /** Starts one process; waits, so it is called on the blocking executor. */
    @FunctionalInterface
    public interface Starter {

        /** @throws StartRefused if it can never work; any other exception may go away */
        ServerLifeParts start(int incarnation) throws Exception;
    }

    /** What {@link Starter} gives. */
    public record ServerLifeParts(WrappedServer server, OutcomeRing ring, CrashOrClose witness) {}

    /** The program cannot be wrapped; the message says why and what to do. */
    public static final class StartRefused extends Exception {
        public StartRefused(String message) {
            super(message);
        }
    }

    private final ServiceRuntime runtime;
    private final Starter starter;
    private final Executor blocking;
    private final Consumer<List<ServerHistoryEvent>> history;
    private final TimerScheduler<Command> timers;
    private final Backoff backoff;
    private boolean starting;
    private boolean stopping;
    private Duration grace = Duration.ZERO;
    private final List<ActorRef<Stopped>> waitingForStop = new ArrayList<>();

    private ServerSupervisor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ServiceRuntime runtime,
            Starter starter,
            Executor blocking,
            Consumer<List<ServerHistoryEvent>> history) {
        super(context);
        this.timers = timers;
        this.runtime = runtime;
        this.starter = starter;
        this.blocking = blocking;
        this.history = history;
        this.backoff = new Backoff(runtime.settings().restart());
        context.getSelf().tell(new StartServer());
    }

    public static Behavior<Command> create(
            ServiceRuntime runtime, Starter starter, Executor blocking, Consumer<List<ServerHistoryEvent>> history) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ServerSupervisor(context, timers, runtime, starter, blocking, history)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(StartServer.class, _ -> start())
                .onMessage(Began.class, this::began)
                .onMessage(StartFailed.class, this::startFailed)
                .onMessage(PollListening.class, this::pollListening)
                .onMessage(Ended.class, this::ended)
                .onMessage(KillServer.class, _ -> kill())
                .onMessage(Stop.class, this::stop)
                .build();
    }

    private Behavior<Command> start() {
        if (stopping) {
            return this;
        }
        starting = true;
        int incarnation = runtime.nextIncarnation();
        CompletableFuture<ServerLifeParts> starting =
                CompletableFuture.supplyAsync(() -> startNow(incarnation), blocking);
        getContext().pipeToSelf(starting, (parts, failed) -> started(incarnation, parts, failed));
        return this;
    }

    private ServerLifeParts startNow(int incarnation) {
        try {
            return starter.start(incarnation);
        } catch (Exception failed) {
            throw new CompletionException(failed);
        }
    }

    private static Command started(int incarnation, ServerLifeParts parts, Throwable failed) {
        if (failed != null) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            return new StartFailed(String.valueOf(cause.getMessage()), cause instanceof StartRefused);
        }
        return new Began(new ServerLife(incarnation, parts.server(), parts.ring(), parts.witness(), System.nanoTime()));
    }

    private Behavior<Command> began(Began began) {
        starting = false;
        ServerLife life = began.life();
        runtime.began(life);
        history.accept(List.of(new ServerHistoryEvent.ServerStarted(
                life.incarnation(), life.server().mainPid(), System.currentTimeMillis())));
        getContext()
                .pipeToSelf(
                        life.server().exit(),
                        (exit, failed) -> new Ended(life, failed == null ? exit : new Exit.Lost()));
        if (stopping) {
            end(life);
        }
        return pollListening(new PollListening(life));
    }

    private Behavior<Command> startFailed(StartFailed failed) {
        starting = false;
        getContext().getLog().error("{}: {}", runtime.name(), failed.why());
        runtime.unpublished(failed.why());
        answerStop();
        if (!failed.forGood() && !stopping) {
            timers.startSingleTimer(
                    new StartServer(), runtime.settings().restart().maxBackoff());
        }
        return this;
    }

    private Behavior<Command> pollListening(PollListening poll) {
        ServerLife life = poll.life();
        if (!runtime.isLiving(life) || runtime.serving()) {
            return this;
        }
        long waited = System.nanoTime() - life.startedNanos();
        if (runtime.isListening()) {
            runtime.listens();
        } else if (waited > runtime.settings().startTimeout().toNanos()) {
            String why =
                    "the server did not listen on port " + runtime.settings().port() + " within "
                            + runtime.settings().startTimeout().toMillis() + " ms";
            getContext().getLog().error("{}: {}", runtime.name(), why);
            life.server().kill();
        } else {
            timers.startSingleTimer(poll, LISTEN_POLL);
        }
        return this;
    }

    private Behavior<Command> ended(Ended ended) {
        if (!runtime.isLiving(ended.life())) {
            return this;
        }
        String how = describe(ended.exit());
        Duration lived = Duration.ofNanos(System.nanoTime() - ended.life().startedNanos());
        getContext()
                .getLog()
                .info("{}: server {} {}", runtime.name(), ended.life().server().mainPid(), how);
        runtime.exited(how, Backoff.isOwnDoing(ended.exit()));
        history.accept(List.of(
                new ServerHistoryEvent.ServerExited(ended.life().incarnation(), how, System.currentTimeMillis())));
        answerStop();
        if (!stopping) {
            Duration pause = backoff.after(ended.exit(), lived);
            if (pause.isZero()) {
                return start();
            }
            timers.startSingleTimer(new StartServer(), pause);
        }
        return this;
    }

    private Behavior<Command> kill() {
        ServerLife life = runtime.life();
        if (life != null) {
            life.server().kill();
        }
        return this;
    }

    /** A server that is being started now is stopped as soon as it is there: nobody else would ever know of it. */
    private Behavior<Command> stop(Stop stop) {
        stopping = true;
        grace = stop.grace();
        waitingForStop.add(stop.replyTo());
        ServerLife life = runtime.life();
        if (life != null) {
            end(life);
        } else if (!starting) {
            answerStop();
        }
        return this;
    }

    private void end(ServerLife life) {
        if (grace.isZero()) {
            life.server().kill();
        } else {
            life.server().stop(grace);
        }
    }

    private void answerStop() {
        if (stopping) {
            waitingForStop.forEach(waiting -> waiting.tell(new Stopped(runtime.name())));
            waitingForStop.clear();
        }
    }

    private static String describe(Exit exit) {
        return switch (exit) {
            case Exit.Exited exited -> "exited with code " + exited.code();
            case Exit.Killed killed -> "was killed by signal " + killed.signal();
            case Exit.Lost _ -> "vanished with its launcher";
        };
    }
}
