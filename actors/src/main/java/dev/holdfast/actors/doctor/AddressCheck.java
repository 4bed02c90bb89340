package dev.holdfast.actors.doctor;

import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.address.AddressProbe;
import dev.holdfast.interceptors.host.Command;
import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.host.Nic;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/** Whether anybody has the virtual address who should not: this host itself, or another one on the LAN, which is asked. */
record AddressCheck(VipSettings vip) implements Check {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final String OURS = "hf-tun";

    @Override
    public String subject() {
        return "address " + vip.address();
    }

    @Override
    public Finding look() throws IOException {
        String address = vip.address().toString();
        String local = Command.of("ip", "-o", "address", "show", "to", address).run();
        if (!local.isBlank()) {
            String device = local.split(" +", 3)[1];
            return device.startsWith(OURS)
                    ? new Finding.Fine("is held by the node that runs here")
                    : new Finding.Failure(
                            "is an address of " + device + ": its clients would be served past the wrap",
                            "ip address del " + address + " dev " + device + ", and from what sets it at boot");
        }
        OptionalLong holder = AddressProbe.holder(Nic.named(vip.interfaceName()), vip.address(), PATIENCE);
        return holder.isEmpty() ? new Finding.Fine("nobody on the LAN has it") : taken(Mac.format(holder.getAsLong()));
    }

    /** In a cluster the owner of this moment answers, as it should. */
    private Finding taken(String mac) {
        String says = "the LAN says that " + mac + " has it";
        return vip.owners().size() > 1
                ? new Finding.Warning(
                        says, "it should be the owner (holdfast status there); if it is not, take it from that host")
                : new Finding.Failure(says, "take it from that host, or choose another address");
    }
}
