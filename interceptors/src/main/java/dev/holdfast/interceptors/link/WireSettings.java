package dev.holdfast.interceptors.link;

import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.protocol.wire.IpAddress;
import java.util.List;

/** The wire side of a service: the interface, the addresses served on it, and the Ethernet address they are served under. */
public record WireSettings(Nic nic, List<IpAddress> vips, long mac) {

    public WireSettings {
        vips = List.copyOf(vips);
    }

    boolean virtualMac() {
        return mac != nic.mac();
    }
}
