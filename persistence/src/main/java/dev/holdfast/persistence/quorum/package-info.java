/**
 * The journal on several nodes: {@link dev.holdfast.protocol.quorum} with threads, connections and stores around it.
 *
 * <p>Start reading at {@link dev.holdfast.persistence.quorum.QuorumLog}, which hosts one node's part in one log.
 * docs/journal-protocol.md has the protocol.
 */
@NullMarked
package dev.holdfast.persistence.quorum;

import org.jspecify.annotations.NullMarked;
