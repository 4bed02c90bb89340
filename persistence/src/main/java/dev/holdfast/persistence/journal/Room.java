package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.journal.JournalStats.State;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A store's state, and those who wait for it to have room. Safe for any thread; listeners are called without a lock. */
final class Room {

    private static final Logger LOG = LoggerFactory.getLogger(Room.class);

    private final List<Runnable> waiting = new ArrayList<>();
    private State state = State.OPEN;

    synchronized State state() {
        return state;
    }

    /** Once failed or closed, a store stays so. */
    synchronized void full() {
        if (state == State.OPEN) {
            state = State.FULL;
        }
    }

    synchronized void failed() {
        if (state != State.CLOSED) {
            state = State.FAILED;
        }
    }

    synchronized void closed() {
        state = State.CLOSED;
        waiting.clear();
    }

    void open() {
        List<Runnable> ready;
        synchronized (this) {
            if (state != State.FULL) {
                return;
            }
            state = State.OPEN;
            ready = List.copyOf(waiting);
            waiting.clear();
        }
        ready.forEach(Room::call);
    }

    void whenOpen(Runnable listener) {
        synchronized (this) {
            if (state != State.OPEN) {
                waiting.add(listener);
                return;
            }
        }
        call(listener);
    }

    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException fault) {
            LOG.error("a listener for room in the journal failed", fault);
        }
    }
}
