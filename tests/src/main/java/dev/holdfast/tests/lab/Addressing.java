package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The addresses of one lab: client, host and the virtual address lie in one subnet, a /24 or a /64 around the latter.
 *
 * @param vip what clients connect to
 */
public record Addressing(String vip, String client, String host, int prefix) {

    /** The subnet around {@code vip}; client and host take its first two addresses that the virtual one leaves free. */
    public static Addressing around(String vip) {
        byte[] address = parse(vip);
        int last = address[address.length - 1] & 0xff;
        int client = last == 1 ? 3 : 1;
        int host = last == 2 ? 3 : 2;
        String canonical = text(address, last);
        return new Addressing(canonical, text(address, client), text(address, host), address.length == 4 ? 24 : 64);
    }

    public boolean isIpv6() {
        return vip.contains(":");
    }

    /** The address as an URL's authority has it. */
    public String inUrl() {
        return isIpv6() ? "[" + vip + "]" : vip;
    }

    private static byte[] parse(String vip) {
        try {
            if (vip.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
                InetAddress address = InetAddress.getByName(vip);
                if (!address.isAnyLocalAddress() && !address.isLoopbackAddress() && !address.isMulticastAddress()) {
                    return address.getAddress();
                }
            }
        } catch (UnknownHostException _) {
            // the answer below says it
        }
        throw new CommandFailure(
                ExitCode.USAGE,
                "'" + vip + "' can not be a lab's virtual address",
                "take a unicast address such as 10.77.0.10 or fd77::10; it exists in the lab's namespaces only");
    }

    private static String text(byte[] address, int last) {
        byte[] changed = address.clone();
        changed[changed.length - 1] = (byte) last;
        try {
            InetAddress built = InetAddress.getByAddress(changed);
            return built instanceof Inet6Address ? compressed(changed) : built.getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** RFC 5952 with the one simplification that every lab needs: the run of zeros before the last group is left out. */
    private static String compressed(byte[] address) {
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < 8; group++) {
            text.append(group == 0 ? "" : ":")
                    .append(Integer.toHexString(((address[2 * group] & 0xff) << 8) | (address[2 * group + 1] & 0xff)));
        }
        return text.toString().replaceFirst("(^|:)0(:0)+(:|$)", "::");
    }
}
