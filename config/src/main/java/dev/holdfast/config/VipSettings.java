package dev.holdfast.config;

import dev.holdfast.protocol.wire.IpAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A virtual address with all its services: the unit of ownership.
 *
 * @param address unique on the node
 * @param interfaceName the interface toward the clients
 * @param virtualMac hardware address that moves with the virtual address; null: the interface's own
 * @param owners names of the nodes that may own it, the one to prefer first; at least one
 * @param services at least one; ports differ
 */
public record VipSettings(
        IpAddress address,
        String interfaceName,
        Placement placement,
        Link link,
        @Nullable MacAddress virtualMac,
        List<String> owners,
        List<ServiceSettings> services) {

    /** Whose network the server programs see. */
    public sealed interface Placement {

        /** The host's own. */
        record Host() implements Placement {}

        /** A network namespace made for them, which holds the virtual address. */
        record Namespace(String name) implements Placement {}
    }

    /** How packets are taken off the interface. */
    public enum Link {
        FAST,
        PCAP4J
    }

    private enum PlacementKind {
        HOST,
        NAMESPACE
    }

    public VipSettings {
        owners = List.copyOf(owners);
        services = List.copyOf(services);
    }

    static @Nullable VipSettings read(Section section, Claims claims, Owners ownership) {
        IpAddress address = section.parsed("address", IpAddress.v4(0), Names::virtualAddress);
        String interfaceName = section.parsed("interface", "", Names::networkInterface);
        Placement placement = placement(section);
        Link link = section.choice("link", Link.class);
        MacAddress mac = section.optional("virtual-mac", MacAddress::parse);
        List<ServiceSettings> services = section.each(
                "services", claims.serviceDefaults(), service -> ServiceSettings.read(service, address, claims));
        List<String> owners = ownership.read(section);
        claims.claim("address", address, section, "address");
        return section.build(() -> new VipSettings(address, interfaceName, placement, link, mac, owners, services));
    }

    private static Placement placement(Section section) {
        PlacementKind kind = section.choice("placement", PlacementKind.class);
        String namespace = section.optional("namespace", Names::namespace);
        return switch (kind) {
            case HOST -> {
                if (namespace != null) {
                    section.fault("namespace", "has a meaning with placement = namespace only");
                }
                yield new Placement.Host();
            }
            case NAMESPACE -> {
                if (section.known("namespace") == null) {
                    section.fault("namespace", "is missing: placement = namespace needs its name");
                }
                yield new Placement.Namespace(namespace == null ? "" : namespace);
            }
        };
    }
}
