package dev.holdfast.protocol.quorum;

import java.util.List;

/**
 * What a replica that kept its memory over a restart goes on with. One that was not {@link Voice#VOTING} has no memory to keep.
 *
 * @param life of the memory; see {@link Lives}
 * @param promised as last kept by {@link QuorumEffects#keepVote}
 * @param lives as last kept there
 * @param applied up to where the state is applied
 * @param records durable records that follow {@code applied}, without a gap
 */
public record ReplicaMemory(long life, Epoch promised, Lives lives, Position applied, List<LogRecord> records) {}
