package dev.holdfast.tests.lab;

import java.util.List;

/** The lab's wire: client namespace – veth – host namespace, and an empty namespace for the server if it wants one. */
final class LabNetwork {

    private static final List<String> NO_OFFLOADS =
            List.of("tso", "off", "gso", "off", "gro", "off", "tx", "off", "rx", "off", "sg", "off");

    private LabNetwork() {}

    static void create(LabPlace place, Addressing addressing, LabRequest request) {
        place.client().create();
        place.host().create();
        if (request.placement() == LabRequest.Placement.NAMESPACE) {
            place.server().create();
        }
        Tool.must(
                "ip",
                "link",
                "add",
                place.clientInterface(),
                "netns",
                place.client().name(),
                "type",
                "veth",
                "peer",
                "name",
                place.hostInterface(),
                "netns",
                place.host().name());
        raise(place.client(), place.clientInterface(), addressing.client(), addressing);
        raise(place.host(), place.hostInterface(), addressing.host(), addressing);
        if (request.link() == LabRequest.LinkKind.PCAP4J) {
            withoutOffloads(place.client(), place.clientInterface());
            withoutOffloads(place.host(), place.hostInterface());
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
    private static void withoutOffloads(NetworkNamespace namespace, String device) {
        List<String> words = new java.util.ArrayList<>(List.of("ethtool", "-K", device));
        words.addAll(NO_OFFLOADS);
        namespace.in(words.toArray(String[]::new));
    }
}
