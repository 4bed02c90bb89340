package dev.holdfast.persistence.akka;

import akka.actor.ActorRef;
import akka.actor.ExtendedActorSystem;
import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.serialization.Serialization;
import akka.serialization.Serialization$;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializer;
import akka.serialization.Serializers;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.protocol.wire.Payload;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.List;
import scala.jdk.javaapi.CollectionConverters;

/** Turns Akka's representation of an event into an entry and back. Safe for any thread. */
final class EventEntries {

    private final ExtendedActorSystem system;
    private final Serialization serialization;

    EventEntries(ExtendedActorSystem system) {
        this.system = system;
        this.serialization = SerializationExtension.get(system);
    }

    /** @throws Exception if an event cannot be stored; it should be rejected */
    List<Entry> entries(AtomicWrite write, long nowMillis) throws Exception {
        List<Entry> entries = new ArrayList<>(write.size());
        for (PersistentRepr event : CollectionConverters.asJava(write.payload())) {
            entries.add(entry(event, nowMillis));
        }
        return entries;
    }

    private Entry entry(PersistentRepr event, long nowMillis) throws NotSerializableException {
        if (!event.manifest().isEmpty() || event.metadata().isDefined()) {
            throw new NotSerializableException("event adapters' manifests and metadata are not stored by this journal");
        }
        Object payload = event.payload();
        Serializer serializer = serialization.findSerializerFor(payload);
        String manifest = Serializers.manifestFor(serializer, payload);
        byte[] bytes = Serialization$.MODULE$.withTransportInformation(system, () -> serializer.toBinary(payload));
        boolean control = serializer.identifier() == EventCodecs.SERIALIZER_ID && EventCodecs.isControl(manifest);
        return new Entry(
                event.persistenceId(),
                event.sequenceNr(),
                control ? Entry.Kind.CONTROL : Entry.Kind.ORDINARY,
                serializer.identifier(),
                manifest,
                event.writerUuid(),
                nowMillis,
                Payload.of(bytes));
    }

    /**
     * The event of a replay; logged client bytes stay in the journal (I11).
     *
     * @throws JournalDamagedException if no serializer can read it
     */
    PersistentRepr event(Entry entry) {
        return PersistentRepr.apply(
                        payload(entry),
                        entry.sequenceNr(),
                        entry.persistenceId(),
                        "",
                        false,
                        ActorRef.noSender(),
                        entry.writerUuid())
                .withTimestamp(entry.timestampMillis());
    }

    private Object payload(Entry entry) {
        try {
            return entry.serializerId() == EventCodecs.SERIALIZER_ID
                    ? EventCodecs.decodeWithoutClientBytes(entry.manifest(), entry.payload())
                    : serialization
                            .deserialize(entry.payload().toArray(), entry.serializerId(), entry.manifest())
                            .get();
        } catch (Exception unreadable) {
            String place = entry.persistenceId() + " #" + entry.sequenceNr();
            throw new JournalDamagedException(place, String.valueOf(unreadable.getMessage()));
        }
    }
}
