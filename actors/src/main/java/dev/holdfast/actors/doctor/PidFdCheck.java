package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.process.PidWatch;
import java.io.IOException;

/** Whether the death of a process is told at once: pidfd_open(2), tried on this process. */
record PidFdCheck() implements Check {

    @Override
    public String subject() {
        return "pidfd";
    }

    @Override
    public Finding look() throws IOException {
        try (PidWatch watch = PidWatch.open()) {
            return watch.watch((int) ProcessHandle.current().pid())
                    ? new Finding.Fine("processes can be watched")
                    : new Finding.Failure(
                            "a process cannot be watched",
                            "Linux 5.3 is needed; a seccomp profile may forbid pidfd_open");
        }
    }
}
