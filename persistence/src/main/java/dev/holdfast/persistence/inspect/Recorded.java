package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.persistence.serialization.MalformedEventException;

/**
 * An entry and what it says.
 *
 * @param event a {@link dev.holdfast.protocol.connection.ConnectionEvent} or a
 *     {@link dev.holdfast.protocol.northside.ServerHistoryEvent}
 */
public record Recorded(Entry entry, Object event) {

    /** @throws JournalDamagedException if no version of us has written it */
    public static Recorded of(Entry entry) {
        if (entry.serializerId() != EventCodecs.SERIALIZER_ID) {
            throw new JournalDamagedException(
                    place(entry), "written by serializer " + entry.serializerId() + ", not ours");
        }
        try {
            return new Recorded(entry, EventCodecs.decode(entry.manifest(), entry.payload()));
        } catch (MalformedEventException malformed) {
            throw new JournalDamagedException(place(entry), String.valueOf(malformed.getMessage()));
        }
    }

    private static String place(Entry entry) {
        return entry.persistenceId() + " #" + entry.sequenceNr();
    }
}
