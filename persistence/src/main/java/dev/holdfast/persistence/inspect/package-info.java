/**
 * What can be said about a journal by reading it: its connections, totals, damage, differences, and what may go.
 *
 * <p>Everything here reads in one pass and keeps a connection at a time, whatever the journal's size; nothing writes but
 * {@link dev.holdfast.persistence.inspect.Retirement}. Start reading at {@link dev.holdfast.persistence.inspect.JournalPass}.
 */
@NullMarked
package dev.holdfast.persistence.inspect;

import org.jspecify.annotations.NullMarked;
