package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Voice;
import java.util.List;

/**
 * One log as this node sees it, a moment ago.
 *
 * @param promised the highest epoch promised here; its writer is the owner as far as this node knows
 * @param committed index up to which everything is stable and applied here
 * @param last index of the last record here
 * @param writerHeard whether this node writes, or heard from who does within the lease
 * @param replicas what the writer knows of the others; empty elsewhere
 */
public record LogStatus(
        Member.Role role,
        Voice voice,
        Epoch promised,
        long committed,
        long last,
        boolean writerHeard,
        List<Member.Progress> replicas) {

    public LogStatus {
        replicas = List.copyOf(replicas);
    }

    LogStatus silent() {
        return new LogStatus(role, voice, promised, committed, last, false, replicas);
    }
}
