package dev.holdfast.config;

import dev.holdfast.protocol.wire.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where the node shows metrics, health and the live page.
 *
 * @param address that is listened on
 * @param port 1 to 65535, or 0: nowhere
 */
public record HttpSettings(IpAddress address, int port) {

    static @Nullable HttpSettings read(Section section) {
        IpAddress address = section.parsed("address", IpAddress.v4(0), IpAddress::parse);
        int port = section.integer("port", 0, 0xffff);
        return section.build(() -> new HttpSettings(address, port));
    }

    public boolean on() {
        return port != 0;
    }
}
