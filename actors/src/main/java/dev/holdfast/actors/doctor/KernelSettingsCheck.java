package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.host.Sysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel settings that a node changes while an address is in the host's own network: whether it may, and what they are now. */
record KernelSettingsCheck(String nic) implements Check {

    @Override
    public String subject() {
        return "arp_ignore of " + nic;
    }

    @Override
    public Finding look() throws IOException {
        String key = "net/ipv4/conf/" + nic + "/arp_ignore";
        String value = new Sysctl(key).value().orElse("");
        if (value.isEmpty()) {
            return new Finding.Failure("there is no " + key, "correct the address's interface");
        }
        if (!Files.isWritable(Path.of("/proc/sys", key))) {
            return new Finding.Failure(
                    "cannot be changed: " + key, "run as root; in a container /proc/sys must not be read-only");
        }
        return new Finding.Fine(
                value.equals("0")
                        ? "0; a node sets 1, and then " + nic + " answers ARP for its own addresses only"
                        : value);
    }
}
