package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.net.InetSocketAddress;

/** Reads {@code HOST:PORT}. */
final class ServerAddress {

    private ServerAddress() {}

    static InetSocketAddress of(String text) {
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xffff) {
            throw new CommandFailure(ExitCode.USAGE, "not HOST:PORT: " + text, "write localhost:8080 or [::1]:8080");
        }
        String host = text.substring(0, colon).replaceAll("^\\[|\\]$", "");
        InetSocketAddress address = new InetSocketAddress(host, Integer.parseInt(port));
        if (address.isUnresolved()) {
            throw new CommandFailure(ExitCode.NOT_REACHABLE, "no address is known for " + host, "");
        }
        return address;
    }
}
