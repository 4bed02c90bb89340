/**
 * A running node's journal, read over its admin socket: {@link dev.holdfast.persistence.remote.JournalAnswers} in the node,
 * {@link dev.holdfast.persistence.remote.RemoteJournal} in the tool.
 *
 * <p>One request a connection: a line there, frames back. Only reading; clients' bytes leave the node only if they are asked for.
 */
@NullMarked
package dev.holdfast.persistence.remote;

import org.jspecify.annotations.NullMarked;
