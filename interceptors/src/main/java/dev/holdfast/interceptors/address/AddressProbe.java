package dev.holdfast.interceptors.address;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.libc.PollCalls;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.interceptors.link.PacketSocketLink;
import dev.holdfast.interceptors.link.WireSettings;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/**
 * Asks the network whether somebody has an address: ARP probes (RFC 5227 section 2.1.1), duplicate address detection (RFC 4862
 * section 5.4). Both come from nobody, so no station learns anything from them. Waits; any thread.
 */
public final class AddressProbe {

    private static final int PROBES = 3;
    private static final IpAddress NOBODY = IpAddress.v4(0);

    private final Nic nic;
    private final IpAddress address;
    private OptionalLong holder = OptionalLong.empty();

    private AddressProbe(Nic nic, IpAddress address) {
        this.nic = nic;
        this.address = address;
    }

    /**
     * The Ethernet address of whoever answers for {@code address}, or nothing if nobody does.
     *
     * @param patience after each of {@value #PROBES} probes
     * @throws IOException without CAP_NET_RAW and CAP_NET_ADMIN
     */
    public static OptionalLong holder(Nic nic, IpAddress address, Duration patience) throws IOException {
        AddressProbe probe = new AddressProbe(nic, address);
        // An answer to an ARP probe is for 0.0.0.0, the sender that it named: that is what the link has to let through.
        IpAddress answered = address.v6() ? address : NOBODY;
        try (Link wire = PacketSocketLink.open(new WireSettings(nic, List.of(answered), nic.mac()))) {
            for (int sent = 0; sent < PROBES && probe.holder.isEmpty(); sent++) {
                probe.ask(wire);
                probe.listen(wire, System.nanoTime() + patience.toNanos());
            }
        }
        return probe.holder;
    }

    private void ask(Link wire) {
        Frame frame = wire.blank();
        if (address.v6()) {
            NeighborPacket.writeProbe(frame, address);
            wire.send(frame, Mac.solicitedNode(address));
        } else {
            ArpPacket.write(frame, ArpPacket.REQUEST, nic.mac(), 0, 0, (int) address.low());
            wire.send(frame, Mac.BROADCAST);
        }
        wire.flush();
    }

    private void listen(Link wire, long until) {
        for (long left = until - System.nanoTime(); left > 0 && holder.isEmpty(); left = until - System.nanoTime()) {
            await(wire.pollFd(), left);
            wire.receive(this::hear);
        }
    }

    private static void await(int fd, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptor = arena.allocate(8, 4);
            descriptor.set(JAVA_INT, 0, fd);
            descriptor.set(JAVA_SHORT, 4, PollCalls.POLLIN);
            MemorySegment timeout = arena.allocate(16, 8);
            timeout.set(JAVA_LONG, 0, nanos / 1_000_000_000);
            timeout.set(JAVA_LONG, 8, nanos % 1_000_000_000);
            PollCalls.ppoll(descriptor, 1, timeout);
        }
    }

    private void hear(Frame frame) {
        if (address.v6() ? advertises(frame) : claims(frame)) {
            holder = OptionalLong.of(frame.sourceMac());
        }
    }

    private boolean claims(Frame frame) {
        return frame.etherType() == Frame.ARP
                && ArpPacket.wellFormed(frame)
                && ArpPacket.senderIp(frame) == (int) address.low();
    }

    private boolean advertises(Frame frame) {
        return NeighborPacket.is(frame)
                && NeighborPacket.wellFormed(frame)
                && NeighborPacket.type(frame) == NeighborPacket.ADVERTISEMENT
                && NeighborPacket.targets(frame, address);
    }
}
