package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.host.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a TUN interface can be made; one is, in a network namespace that ends with the try. */
record TunCheck(Path device) implements Check {

    private static final Command MAKE =
            Command.of("unshare", "--net", "ip", "tuntap", "add", "dev", "hf-doctor", "mode", "tun", "vnet_hdr");

    @Override
    public String subject() {
        return "TUN device";
    }

    @Override
    public Finding look() throws IOException {
        if (!Files.exists(device)) {
            return new Finding.Failure(
                    "there is no " + device, "modprobe tun; in a container the device must be handed in");
        }
        Command.Result made = MAKE.attempt();
        return made.ok()
                ? new Finding.Fine("can be made")
                : new Finding.Failure(
                        "cannot be made: " + made.error().strip(),
                        "run as root; in a container " + device + " must be allowed");
    }
}
