package dev.holdfast.interceptors.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel lets a process do: the effective set of capabilities(7), one bit each. */
public record Capabilities(long effective) {

    /** Those that a node or its servers may need, with their numbers in {@code linux/capability.h}. */
    public enum Capability {
        CAP_CHOWN(0),
        CAP_DAC_OVERRIDE(1),
        CAP_KILL(5),
        CAP_SETGID(6),
        CAP_SETUID(7),
        CAP_NET_BIND_SERVICE(10),
        CAP_NET_ADMIN(12),
        CAP_NET_RAW(13),
        CAP_SYS_PTRACE(19),
        CAP_SYS_ADMIN(21),
        CAP_SYS_NICE(23);

        private final int bit;

        Capability(int bit) {
            this.bit = bit;
        }
    }

    /**
     * Reads a status file of proc(5), {@code /proc/self/status} for this process.
     *
     * @throws IOException if it cannot be read or has no line {@code CapEff}
     */
    public static Capabilities of(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> new Capabilities(
                        Long.parseUnsignedLong(line.substring(7).strip(), 16)))
                .findFirst()
                .orElseThrow(() -> new IOException(status + " has no line CapEff"));
    }

    /** Those of {@code wanted} that are not there, in their order. */
    public List<Capability> missing(List<Capability> wanted) {
        return wanted.stream()
                .filter(capability -> (effective >>> capability.bit & 1) == 0)
                .toList();
    }
}
