/**
 * The journal: a port, {@link dev.holdfast.persistence.journal.JournalStore}, and two stores behind it, one in memory and one on
 * disk; also the reader that turns a connection's entries back into its byte stream.
 *
 * <p>No Akka here: whoever needs stored bytes without an actor system reads them through this package. Every entry carries a
 * checksum, and whatever is read is checked.
 */
@NullMarked
package dev.holdfast.persistence.journal;

import org.jspecify.annotations.NullMarked;
