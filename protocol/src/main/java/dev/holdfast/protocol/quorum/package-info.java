/**
 * The journal's replicated log, pure: one log per VIP, one writer per epoch, stable when a majority has it (I8).
 *
 * <p>No clock, threads, sockets or disk: messages and times go in, {@link dev.holdfast.protocol.quorum.QuorumEffects} come out.
 * It is Raft's log (Ongaro, Ousterhout 2014) without free elections, takeover on demand as in Paxos' first phase, leases, and
 * recovery of replicas that lost their memory by crash-consistent quorums (Michael et al., DISC 2017). docs/journal-protocol.md
 * has the whole protocol. Start reading at {@link dev.holdfast.protocol.quorum.Member}.
 */
@NullMarked
package dev.holdfast.protocol.quorum;

import org.jspecify.annotations.NullMarked;
