package dev.holdfast.persistence.serialization;

/** How one sort of event becomes bytes and back; stateless. */
interface EventCodec<E> {

    /** Names the event in the journal, for ever. */
    String manifest();

    /** The version that {@link #write} writes; {@link #read} knows it and all before it, from 1. */
    int version();

    Class<E> type();

    /** Whether the event is small, rare and lets things end: it may use the reserve of a full journal. */
    boolean control();

    /** Bytes that {@link #write} will write. */
    int size(E event);

    void write(E event, FieldWriter out);

    /** @throws MalformedEventException for anything that {@link #write} of that version cannot have written */
    E read(int version, FieldReader in);
}
