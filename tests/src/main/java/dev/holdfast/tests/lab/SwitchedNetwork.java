package dev.holdfast.tests.lab;

import static dev.holdfast.tests.lab.LabNetwork.words;

import java.util.ArrayList;
import java.util.List;

/**
 * The network of a large lab: two switches in a network of their own, one for the clients' LAN, one for the backbone.
 *
 * <pre>
 *   client ──┐
 *   alpha ───┤ lan        alpha ───┐
 *   beta ────┤            beta ────┤ backbone
 *   gamma ───┘            gamma ───┘
 * </pre>
 *
 * A cable is known by its port, {@code alpha-lan}, {@code alpha-backbone} and so on. A port's number never changes, nor do
 * the hosts' hardware addresses, so a host that comes back is the same to the others.
 */
final class SwitchedNetwork {

    static final String LAN = "lan";
    static final String BACKBONE = "backbone";

    private static final String CLIENT = "client";
    private static final int PORTS_PER_SWITCH = 10;

    private final LabPlace place;
    private final Addressing addressing;
    private final LabRequest request;

    SwitchedNetwork(LabPlace place, Addressing addressing, LabRequest request) {
        this.place = place;
        this.addressing = addressing;
        this.request = request;
    }

    /** The names of all cables that can be cut. */
    static List<String> links() {
        List<String> links = new ArrayList<>(List.of(port(CLIENT, LAN)));
        LabPlace.HOSTS.forEach(host -> links.addAll(links(host)));
        return links;
    }

    static List<String> links(String host) {
        return List.of(port(host, LAN), port(host, BACKBONE));
    }

    /** The switchboard's interface number of the host's port. */
    static int portNumber(String host, String network) {
        int base = network.equals(LAN) ? 100 : 100 + PORTS_PER_SWITCH;
        return base + 1 + LabPlace.HOSTS.indexOf(host);
    }

    /** Everything but the client's own network, which is there. */
    void create() {
        NetworkNamespace board = place.switchboard();
        board.create();
        board.in("sysctl", "-qw", "net.ipv6.conf.default.disable_ipv6=1");
        board.in("sysctl", "-qwe", "net.bridge.bridge-nf-call-iptables=0", "net.bridge.bridge-nf-call-ip6tables=0");
        for (String network : List.of(LAN, BACKBONE)) {
            board.in(words("ip link add %s type bridge mcast_snooping 0".formatted(network)));
            board.in(words("ip link set %s up".formatted(network)));
        }
        new Cuts(board).prepare();
        plug(place.client(), place.clientInterface(), CLIENT, LAN);
        LabNetwork.raise(place.client(), place.clientInterface(), addressing.client(), addressing);
        place.hosts(request.hosts()).forEach(this::plugIn);
    }

    /** Makes a host's networks, as empty as after a cold start, and its two cables; it must not have any. */
    void plugIn(HostPlace host) {
        int number = LabPlace.HOSTS.indexOf(host.name());
        LabNetwork.createHost(host, request);
        plug(host.network(), host.lanInterface(), host.name(), LAN);
        plug(host.network(), host.backboneInterface(), host.name(), BACKBONE);
        LabNetwork.raise(host.network(), host.lanInterface(), addressing.hosts().get(number), addressing);
        host.network()
                .in(words("ip addr add %s/%d dev %s"
                        .formatted(addressing.backbone(number), Addressing.BACKBONE_PREFIX, host.backboneInterface())));
        host.network().in(words("ip link set %s up".formatted(host.backboneInterface())));
    }

    /** The other way round. */
    void unplug(HostPlace host) {
        links(host.name()).stream()
                .filter(this::hasPort)
                .forEach(port -> place.switchboard().in(words("ip link del %s".formatted(port))));
        host.serverNetwork().delete();
        host.network().delete();
    }

    private boolean hasPort(String port) {
        return Tool.run(place.switchboard()
                        .entering(List.of("ip", "link", "show", port))
                        .toArray(String[]::new))
                .ok();
    }

    private void plug(NetworkNamespace end, String device, String owner, String network) {
        int number = portNumber(owner, network);
        String port = port(owner, network);
        NetworkNamespace board = place.switchboard();
        // a peer's index is heeded only beside one for the first end
        Tool.must(words(
                "ip link add %s index %d address 02:68:66:00:00:%02x netns %s type veth peer name %s index %d netns %s"
                        .formatted(device, number, number, end.name(), port, number, board.name())));
        board.in(words("ip link set %s master %s up".formatted(port, network)));
        if (request.link() == LabRequest.LinkKind.PCAP4J && network.equals(LAN)) {
            LabNetwork.withoutOffloads(end, device);
            LabNetwork.withoutOffloads(board, port);
        }
    }

    private static String port(String owner, String network) {
        return owner + "-" + network;
    }
}
