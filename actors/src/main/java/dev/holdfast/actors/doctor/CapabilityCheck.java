package dev.holdfast.actors.doctor;

import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_CHOWN;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_DAC_OVERRIDE;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_KILL;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_NET_ADMIN;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_NET_BIND_SERVICE;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_NET_RAW;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_SETGID;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_SETUID;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_SYS_ADMIN;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_SYS_NICE;
import static dev.holdfast.interceptors.host.Capabilities.Capability.CAP_SYS_PTRACE;

import dev.holdfast.interceptors.host.Capabilities;
import dev.holdfast.interceptors.host.Capabilities.Capability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The rights of this process: a node started in the same way has the same. */
record CapabilityCheck(Path status) implements Check {

    /** Packet sockets, packet filter and TUN; servers' namespaces. */
    private static final List<Capability> NEEDED = List.of(CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN);

    /** Servers that run as other users or on low ports, the ring between them and the node, priority. */
    private static final List<Capability> FOR_SERVERS = List.of(
            CAP_SETUID,
            CAP_SETGID,
            CAP_KILL,
            CAP_CHOWN,
            CAP_DAC_OVERRIDE,
            CAP_SYS_PTRACE,
            CAP_NET_BIND_SERVICE,
            CAP_SYS_NICE);

    @Override
    public String subject() {
        return "capabilities";
    }

    @Override
    public Finding look() throws IOException {
        Capabilities own = Capabilities.of(status);
        List<Capability> needed = own.missing(NEEDED);
        if (!needed.isEmpty()) {
            return new Finding.Failure("without " + words(needed), "run as root, or grant them in the service's unit");
        }
        List<Capability> forServers = own.missing(FOR_SERVERS);
        return forServers.isEmpty()
                ? new Finding.Fine("all that a node and its servers need")
                : new Finding.Warning(
                        "without " + words(forServers),
                        "grant them if servers run as other users, on ports below 1024, or the host is busy");
    }

    private static String words(List<Capability> capabilities) {
        return capabilities.stream().map(Enum::name).collect(Collectors.joining(" "));
    }
}
