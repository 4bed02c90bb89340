package dev.holdfast.protocol.quorum;

import java.util.List;

/**
 * What a replica that kept its memory over a restart goes on with. One that was not {@link Voice#VOTING} has no memory to keep.
 *
 * @param life of the memory; see {@link Lives}
 * @param vote as last kept by {@link QuorumEffects#keepVote}
 * @param applied up to where the state is applied
 * @param records durable records that follow {@code applied}, without a gap
 */
public record ReplicaMemory(long life, Vote vote, Position applied, List<LogRecord> records) {}
