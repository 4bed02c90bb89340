package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.host.Nic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The interface toward the clients: there, Ethernet, up, and with an MTU that carries every packet. */
record InterfaceCheck(String name) implements Check {

    private static final int IPV6_LEAST = 1280;
    private static final int ETHERNET = 1500;

    @Override
    public String subject() {
        return "interface " + name;
    }

    @Override
    public Finding look() {
        Nic nic;
        try {
            nic = Nic.named(name);
        } catch (IOException absent) {
            return Finding.Failure.of(absent, "correct the address's interface");
        }
        if (nic.mac() == 0) {
            return new Finding.Failure("is not Ethernet", "name the Ethernet interface below it or beside it");
        }
        if (isDown()) {
            return new Finding.Failure("is down", "ip link set " + name + " up, or look at its cable");
        }
        String facts = Mac.format(nic.mac()) + ", MTU " + nic.mtu();
        return nic.mtu() < ETHERNET
                ? new Finding.Warning(facts, "below " + ETHERNET + " segments are small; IPv6 needs " + IPV6_LEAST)
                : new Finding.Fine(facts);
    }

    private boolean isDown() {
        try {
            return Files.readString(Path.of("/sys/class/net", name, "operstate"))
                    .strip()
                    .equals("down");
        } catch (IOException untold) {
            return false;
        }
    }
}
