package dev.holdfast.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import dev.holdfast.actors.keeper.Keeper;
import dev.holdfast.actors.rehearsal.Rehearsal;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Gives a {@link Rehearsal} actors and a journal of its own, and takes them down after it. Owned by the loop's thread. */
final class RehearsalStage {

    private static final long STORE_BYTES = 8 << 20;

    private final EventLoop loop;
    private final NodeActors actors;
    private final JournalStore store = MemoryStore.open(STORE_BYTES);
    private final List<ActorRef<?>> spawned = new ArrayList<>();
    private final IntConsumer over;
    private @Nullable Rehearsal rehearsal;

    private RehearsalStage(EventLoop loop, NodeActors actors, IntConsumer over) {
        this.loop = loop;
        this.actors = actors;
        this.over = over;
    }

    /**
     * @param wanted whether to go on
     * @param over hears how many connections went through everything
     */
    static void begin(EventLoop loop, Executor readers, NodeActors actors, BooleanSupplier wanted, IntConsumer over) {
        new RehearsalStage(loop, actors, over).begin(readers, wanted);
    }

    private void begin(Executor readers, BooleanSupplier wanted) {
        actors.journal(NodeActors.REHEARSAL_JOURNAL, store);
        ActorRef<Keeper.Command> keeper = spawn(
                "rehearsal-keeper",
                Keeper.create(
                        NodeActors.REHEARSAL_JOURNAL, spawn("rehearsal-stopped", Behaviors.receiveMessage(stopped -> {
                            if (rehearsal != null) {
                                rehearsal.onStopped(stopped);
                            }
                            return Behaviors.same();
                        }))));
        Rehearsal begun = new Rehearsal(
                loop,
                readers,
                store,
                (name, message) -> keeper.tell(new Keeper.ToConnection(name, message)),
                wanted,
                this::end);
        rehearsal = begun;
        begun.gateway().answersGoTo(spawn("rehearsal-answers", Behaviors.receiveMessage(reply -> {
            begun.onReply(reply);
            return Behaviors.same();
        })));
        begun.begin();
    }

    private <T> ActorRef<T> spawn(String name, Behavior<T> behavior) {
        ActorRef<T> actor = actors.spawn(name, behavior);
        spawned.add(actor);
        return actor;
    }

    private void end(Rehearsal ended) {
        spawned.forEach(actors::stop);
        loop.schedule(Rehearsal.PATIENCE.toNanos(), store::close);
        over.accept(ended.done());
    }
}
