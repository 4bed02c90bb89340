package dev.holdfast.persistence.journal;

import dev.holdfast.protocol.wire.Payload;

/**
 * An entry that came as bytes.
 *
 * @param bytes all of it as {@link EntryFormat} lays it out; the payload of {@code entry} is a part of them
 */
public record EncodedEntry(Entry entry, Payload bytes) {}
