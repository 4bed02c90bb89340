package dev.holdfast.tests.lab;

import java.util.ArrayList;
import java.util.List;

/** What the networks of all labs are made of: interfaces with addresses, cables between them. */
final class LabNetwork {

    private static final List<String> NO_OFFLOADS =
            List.of("tso", "off", "gso", "off", "gro", "off", "tx", "off", "rx", "off", "sg", "off");

    private LabNetwork() {}

    static void create(LabPlace place, Addressing addressing, LabRequest request) {
        place.client().create();
        if (request.hosts().count() > 1) {
            new SwitchedNetwork(place, addressing, request).create();
        } else {
            createWire(place, addressing, request);
        }
    }

    /** Client – veth – host, and an empty network for the server if it wants one. */
    private static void createWire(LabPlace place, Addressing addressing, LabRequest request) {
        HostPlace host = place.soleHost();
        createHost(host, request);
        Tool.must(words("ip link add %s netns %s type veth peer name %s netns %s"
                .formatted(
                        place.clientInterface(),
                        place.client().name(),
                        host.lanInterface(),
                        host.network().name())));
        raise(place.client(), place.clientInterface(), addressing.client(), addressing);
        raise(host.network(), host.lanInterface(), addressing.hosts().getFirst(), addressing);
        if (request.link() == LabRequest.LinkKind.PCAP4J) {
            withoutOffloads(place.client(), place.clientInterface());
            withoutOffloads(host.network(), host.lanInterface());
        }
    }

    static void createHost(HostPlace host, LabRequest request) {
        host.network().create();
        if (request.placement() == LabRequest.Placement.NAMESPACE) {
            host.serverNetwork().create();
        }
    }

    static void raise(NetworkNamespace namespace, String device, String address, Addressing addressing) {
        String withPrefix = address + "/" + addressing.prefix();
        if (addressing.isIpv6()) {
            namespace.in("ip", "addr", "add", withPrefix, "dev", device, "nodad");
        } else {
            namespace.in("ip", "addr", "add", withPrefix, "dev", device);
        }
        namespace.in("ip", "link", "set", device, "up");
    }

    /** libpcap sees neither super-packets nor checksums that hardware would add, so the wire carries what a real one would. */
    static void withoutOffloads(NetworkNamespace namespace, String device) {
        List<String> words = new ArrayList<>(List.of("ethtool", "-K", device));
        words.addAll(NO_OFFLOADS);
        namespace.in(words.toArray(String[]::new));
    }

    /** A command line whose words have no spaces. */
    static String[] words(String line) {
        return line.split(" ", -1);
    }
}
