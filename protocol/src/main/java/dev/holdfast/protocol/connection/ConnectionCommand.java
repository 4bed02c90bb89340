package dev.holdfast.protocol.connection;

import java.util.List;

/** What may be asked of a connection. */
public sealed interface ConnectionCommand {

    /** Journal these facts, in this order, all or none. */
    record JournalEvents(List<ConnectionEvent> events) implements ConnectionCommand {

        public JournalEvents {
            events = List.copyOf(events);
            if (events.isEmpty()) {
                throw new IllegalArgumentException("no events");
            }
        }
    }
}
