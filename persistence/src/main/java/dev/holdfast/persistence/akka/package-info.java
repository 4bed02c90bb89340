/**
 * Akka Persistence over a {@link dev.holdfast.persistence.journal.JournalStore}: a journal plugin, and the extension by which it
 * finds the node's store.
 *
 * <p>The plugin translates and decides nothing. Start reading at {@link dev.holdfast.persistence.akka.HoldfastJournal}.
 */
@NullMarked
package dev.holdfast.persistence.akka;

import org.jspecify.annotations.NullMarked;
