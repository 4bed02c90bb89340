package dev.holdfast.protocol.quorum;

import java.util.List;

/**
 * What a replica that kept its memory over a restart goes on with: in the life, with the voice and the promise that it had. To the
 * others it was away for a while, and what was said to it meanwhile is lost.
 *
 * @param vote the last one that was kept ({@link Member#kept}), or a later one
 * @param applied up to where the state is applied; the state may show later records already
 * @param records durable ones that follow {@code applied}, without a gap
 */
public record ReplicaMemory(Vote vote, Position applied, List<LogRecord> records) {}
