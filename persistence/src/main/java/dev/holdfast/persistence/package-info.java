/**
 * What happened, kept: event serialization with versions, the journal's stores, and the Akka Persistence plugin over them.
 *
 * <p>Nothing here knows packets, rings or actors' behaviour; only {@code akka} and {@code serialization} may see Akka. Start
 * reading at {@link dev.holdfast.persistence.journal.JournalStore}.
 */
@NullMarked
package dev.holdfast.persistence;

import org.jspecify.annotations.NullMarked;
