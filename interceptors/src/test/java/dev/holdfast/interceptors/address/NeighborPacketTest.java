package dev.holdfast.interceptors.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.MemoryLink;
import dev.holdfast.protocol.wire.IpAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NeighborPacketTest {

    private static final IpAddress VIP = IpAddress.parse("fd78::10");
    private static final long ASKER = Mac.parse("02:00:00:00:00:02");

    @Test
    void aProbeComesFromNobodyAndIsAnsweredToAll() {
        try (MemoryLink asking = new MemoryLink(ASKER);
                MemoryLink wire = new MemoryLink(Mac.virtualFor(VIP))) {
            // Given a probe, as it leaves
            Frame probe = asking.blank();
            NeighborPacket.writeProbe(probe, VIP);
            asking.send(probe, Mac.solicitedNode(VIP));
            asking.flush();
            byte[] packet = asking.sent().getFirst().bytes();

            // When the owner gets it
            Frame arrived = wire.arriving(Frame.IPV6, ASKER, packet);
            Resolution answer = new NeighborResponder(VIP, Mac.virtualFor(VIP)).handle(arrived, wire);
            wire.flush();

            assertThat(answer).isEqualTo(Resolution.ANSWERED);
            assertThat(wire.sent().getFirst().destinationMac()).isEqualTo(Mac.ALL_IPV6_NODES);
            assertThat(HexFormat.of().formatHex(packet, 8, 40))
                    .isEqualTo("00".repeat(16) + "ff0200000000000000000001ff000010");
        }
    }
}
