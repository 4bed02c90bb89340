package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.ring.OutcomeRing;
import dev.holdfast.interceptors.ring.RecordLevel;
import java.io.IOException;

/** Whether the ring between a server and the node can be made: sealed memory, memfd_create(2). */
record SharedMemoryCheck() implements Check {

    @Override
    public String subject() {
        return "shared memory";
    }

    @Override
    public Finding look() {
        try (OutcomeRing _ = OutcomeRing.create(RecordLevel.LIFECYCLE, OutcomeRing.DEFAULT_SLOTS_LOG2)) {
            return new Finding.Fine("a sealed memfd can be made");
        } catch (IOException refused) {
            return Finding.Failure.of(refused, "a seccomp profile or a limit of memory stands in the way");
        }
    }
}
