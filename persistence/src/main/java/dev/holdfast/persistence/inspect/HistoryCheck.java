package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.Stored;
import dev.holdfast.persistence.journal.Stored.Damaged;
import dev.holdfast.persistence.journal.Stored.Intact;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionCommand.JournalEvents;
import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.Decision;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows one entity from entry to entry. After the first damage the order of events is not judged any more, because what came
 * before is not known; every entry still is. Owned by one thread.
 */
final class HistoryCheck {

    private final String id;
    private final Consumer<Damage> damages;
    private Connection state = new Connection.New();
    private int incarnation = -1;
    private boolean orderKnown = true;

    HistoryCheck(String id, Consumer<Damage> damages) {
        this.id = id;
        this.damages = damages;
    }

    void next(Stored stored, Consumer<Entry> progress) {
        switch (stored) {
            case Damaged damaged -> tell(damaged.sequenceNr(), Damage.NO_OFFSET, damaged.what());
            case Intact intact -> {
                progress.accept(intact.entry());
                checkEvent(intact.entry());
            }
        }
    }

    private void checkEvent(Entry entry) {
        Object event;
        try {
            event = Recorded.of(entry).event();
        } catch (JournalDamagedException malformed) {
            tell(entry.sequenceNr(), Damage.NO_OFFSET, malformed.what());
            return;
        }
        switch (event) {
            case ConnectionEvent connection -> checkOrder(entry.sequenceNr(), connection);
            case ServerHistoryEvent history -> checkIncarnation(entry.sequenceNr(), history);
            default -> throw new AssertionError("the codecs know no other: " + event.getClass());
        }
    }

    private void checkOrder(long sequenceNr, ConnectionEvent event) {
        String objection = orderKnown ? objection(event) : null;
        if (objection != null) {
            long offset = event instanceof ClientBytesLogged bytes ? bytes.offset() : Damage.NO_OFFSET;
            tell(sequenceNr, offset, "out of order: " + objection);
        }
        state = Connection.evolve(state, event);
    }

    private @Nullable String objection(ConnectionEvent event) {
        return switch (Connection.decide(state, new JournalEvents(List.of(event)))) {
            case Decision.Refused refused -> refused.why();
            case Decision.Accepted accepted -> accepted.events().isEmpty() ? "journaled before" : null;
        };
    }

    private void checkIncarnation(long sequenceNr, ServerHistoryEvent event) {
        if (event instanceof ServerStarted started) {
            if (orderKnown && started.incarnation() < incarnation) {
                tell(
                        sequenceNr,
                        Damage.NO_OFFSET,
                        "incarnation " + started.incarnation() + " comes after " + incarnation);
            }
            incarnation = started.incarnation();
        }
    }

    private void tell(long sequenceNr, long offset, String what) {
        orderKnown = false;
        damages.accept(new Damage(id, sequenceNr, offset, what));
    }
}
