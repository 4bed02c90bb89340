package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Command;
import dev.holdfast.interceptors.host.Sysctl;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The route by which what servers say in the virtual addresses' name comes to the inner link.
 *
 * <p>While connections are rebuilt, a server's TCP speaks to this host alone, which takes everything at once, but late when its
 * processors are busy. BBR takes such delays for a narrow path and sends four segments for each: 17 MB took five seconds. So where
 * BBR is the host's default, connections that are accepted meanwhile get cubic (ip-route(8), congctl), and keep it. Any other
 * choice of the operator stays. Its methods wait for commands; one thread at a time.
 */
final class InnerRoute {

    private static final Sysctl DEFAULT = new Sysctl("net/ipv4/tcp_congestion_control");
    private static final List<String> PATIENT = List.of("congctl", "cubic");

    private final String netns;
    private final List<IpAddress> vips;
    private final String tun;
    private final List<String> table;
    private boolean patient;

    /**
     * @param netns where the servers are; empty for the host's own
     * @param table words that name the routing table; empty for the main one
     */
    InnerRoute(String netns, List<IpAddress> vips, String tun, List<String> table) {
        this.netns = netns;
        this.vips = List.copyOf(vips);
        this.tun = tun;
        this.table = List.copyOf(table);
    }

    void lay() throws IOException {
        lay(List.of());
    }

    /** @param yes whether the connections that servers accept now are rebuilt ones */
    void rebuilding(boolean yes) throws IOException {
        boolean wanted = yes && DEFAULT.value().orElse("").startsWith("bbr");
        if (wanted != patient) {
            lay(wanted ? PATIENT : List.of());
            patient = wanted;
        }
    }

    private void lay(List<String> metrics) throws IOException {
        for (IpAddress vip : vips) {
            List<String> words =
                    new ArrayList<>(List.of(vip.v6() ? "-6" : "-4", "route", "replace", "default", "dev", tun));
            words.addAll(table);
            words.addAll(metrics);
            Command.of(Change.inNamespace(netns, words.toArray(String[]::new))).run();
        }
    }
}
