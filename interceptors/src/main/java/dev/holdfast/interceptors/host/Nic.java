package dev.holdfast.interceptors.host;

import java.io.IOException;
import java.net.NetworkInterface;
import java.util.stream.Collectors;

/** A network interface of the calling thread's namespace, as it was when it was looked up; {@code mac} is 0 without one. */
public record Nic(String name, int index, long mac, int mtu) {

    /**
     * Looks {@code name} up.
     *
     * <p>By ioctl, not in /sys/class/net, which shows the namespace that it was mounted in instead of the thread's.
     *
     * @throws IOException naming the interfaces that there are, if this one is not
     */
    public static Nic named(String name) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null) {
            String known = NetworkInterface.networkInterfaces()
                    .map(NetworkInterface::getName)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new IOException("there is no network interface " + name + "; there are: " + known);
        }
        byte[] address = found.getHardwareAddress();
        return new Nic(name, found.getIndex(), address == null ? 0 : Mac.of(address), found.getMTU());
    }
}
