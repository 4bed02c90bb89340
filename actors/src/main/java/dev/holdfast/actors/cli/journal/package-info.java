/**
 * {@code holdfast journal}: looks into a journal on disk, or into a running node's, and changes nothing unless told to.
 *
 * <p>Commands only: what is found is found by {@code dev.holdfast.persistence.inspect}. Clients' bytes are shown only where
 * {@code --payload} asks for them, and that is logged. Start reading at {@link dev.holdfast.actors.cli.journal.JournalCommand}.
 */
@NullMarked
package dev.holdfast.actors.cli.journal;

import org.jspecify.annotations.NullMarked;
