package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The addresses of one lab: client, hosts and the virtual address lie in one subnet, a /24 or a /64 around the latter; the
 * hosts have a second one among themselves.
 *
 * @param vip what clients connect to
 * @param hosts toward the clients, one for each host that a lab may have
 */
public record Addressing(String vip, String client, List<String> hosts, int prefix) {

    static final int BACKBONE_PREFIX = 24;

    public Addressing {
        hosts = List.copyOf(hosts);
    }

    /** The subnet around {@code vip}; client and hosts take its first addresses that the virtual one leaves free. */
    public static Addressing around(String vip) {
        byte[] address = parse(vip);
        int last = address[address.length - 1] & 0xff;
        Deque<String> free = IntStream.rangeClosed(1, LabPlace.HOSTS.size() + 2)
                .filter(candidate -> candidate != last)
                .mapToObj(candidate -> text(address, candidate))
                .collect(Collectors.toCollection(ArrayDeque::new));
        return new Addressing(
                text(address, last),
                free.removeFirst(),
                free.stream().limit(LabPlace.HOSTS.size()).toList(),
                address.length == 4 ? 24 : 64);
    }

    /** Of host {@code number}, from 0, among the hosts; IPv4 whatever the clients use. */
    public String backbone(int number) {
        return (vip.startsWith("10.9.0.") ? "10.9.1." : "10.9.0.") + (number + 1);
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
