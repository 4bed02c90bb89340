package dev.holdfast.interceptors.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.MemoryLink;
import dev.holdfast.protocol.wire.IpAddress;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VipResponderTest {

    private static final IpAddress V4 = IpAddress.parse("10.78.0.10");
    private static final IpAddress V6 = IpAddress.parse("fd78::10");
    private static final long OURS = Mac.parse("02:48:0a:4e:00:0a");
    private static final long ASKER = Mac.parse("02:00:00:00:00:02");

    /** Captured from a Linux client: who has 10.78.0.10, tell 10.78.0.2. */
    private static final String REQUEST =
            "0001080006040001" + "020000000002" + "0a4e0002" + "000000000000" + "0a4e000a";

    private final MemoryLink wire = new MemoryLink(OURS);
    private final VipResponder responder = new VipResponder(List.of(V4, V6), OURS);

    @AfterEach
    void close() {
        wire.close();
    }

    private boolean receive(int etherType, byte[] packet) {
        boolean taken = responder.handle(wire.arriving(etherType, ASKER, packet), wire);
        wire.flush();
        return taken;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    @Nested
    class Arp {

        @Test
        void answersARequestWithTheVirtualAddress() {
            assertThat(receive(Frame.ARP, hex(REQUEST))).isTrue();
            assertThat(wire.sent()).hasSize(1);
            assertThat(wire.sent().getFirst().destinationMac()).isEqualTo(ASKER);
            assertThat(wire.sent().getFirst().bytes())
                    .isEqualTo(hex("0001080006040002" + "02480a4e000a" + "0a4e000a" + "020000000002" + "0a4e0002"));
        }

        @Test
        void defendsTheAddressAgainstAProbe() {
            receive(Frame.ARP, hex(REQUEST.replace("0a4e0002", "00000000")));
            assertThat(wire.sent()).hasSize(1);
        }

        @Test
        void keepsSilentAboutOtherAddressesAndRepliesAndItself() {
            receive(Frame.ARP, hex(REQUEST.replace("0a4e000a", "0a4e000b")));
            receive(Frame.ARP, hex(REQUEST.replace("06040001", "06040002")));
            receive(Frame.ARP, hex(REQUEST.replace("020000000002" + "0a4e0002", "02480a4e000a" + "0a4e000a")));
            assertThat(wire.sent()).isEmpty();
            assertThat(responder.counters()).containsEntry(Resolution.NOT_OURS, 3L);
        }

        @Test
        void countsAnotherStationThatHasTheAddress() {
            receive(Frame.ARP, hex(REQUEST.replace("0a4e0002", "0a4e000a")));
            assertThat(responder.counters()).containsEntry(Resolution.CONFLICT, 1L);
        }
    }

    @Nested
    class NeighborDiscovery {

        private byte[] solicitation(String source, boolean withOption) {
            byte[] packet = new byte[withOption ? 72 : 64];
            MemorySegment memory = MemorySegment.ofArray(packet);
            memory.set(WireBytes.INT, 0, 0x6000_0000);
            memory.set(WireBytes.INT, 4, (packet.length - 40) << 16 | 58 << 8 | 255);
            WireBytes.address(memory, 8, IpAddress.parse(source));
            WireBytes.address(memory, 24, IpAddress.parse("ff02::1:ff00:10"));
            packet[40] = (byte) 135;
            WireBytes.address(memory, 48, V6);
            if (withOption) {
                memory.set(WireBytes.SHORT, 64, (short) 0x0101);
                WireBytes.mac(memory, 66, ASKER);
            }
            int pseudo = slowSum(packet, 8, 32, 58 + packet.length - 40);
            memory.set(WireBytes.SHORT, 42, (short) ~slowSum(packet, 40, packet.length - 40, pseudo));
            return packet;
        }

        private static int slowSum(byte[] bytes, int from, int length, int start) {
            int sum = start;
            for (int i = 0; i < length; i += 2) {
                sum += (bytes[from + i] & 0xff) << 8 | (bytes[from + i + 1] & 0xff);
                sum = (sum & 0xffff) + (sum >>> 16);
            }
            return sum;
        }

        @Test
        void answersASolicitationWithAValidAdvertisement() {
            assertThat(receive(Frame.IPV6, solicitation("fd78::2", true))).isTrue();
            byte[] answer = wire.sent().getFirst().bytes();
            MemorySegment memory = MemorySegment.ofArray(answer);
            assertThat(wire.sent().getFirst().destinationMac()).isEqualTo(ASKER);
            assertThat(answer[7] & 0xff).isEqualTo(255);
            assertThat(answer[40] & 0xff).isEqualTo(136);
            assertThat(memory.get(WireBytes.INT, 44)).isEqualTo(0x6000_0000);
            assertThat(WireBytes.holds(memory, 24, IpAddress.parse("fd78::2"))).isTrue();
            assertThat(WireBytes.mac(memory, 66)).isEqualTo(OURS);
            assertThat(slowSum(answer, 40, 32, slowSum(answer, 8, 32, 58 + 32))).isEqualTo(0xffff);
        }

        @Test
        void defendsTheAddressBeforeAllNodesAgainstDuplicateDetection() {
            receive(Frame.IPV6, solicitation("::", false));
            byte[] answer = wire.sent().getFirst().bytes();
            assertThat(wire.sent().getFirst().destinationMac()).isEqualTo(Mac.ALL_IPV6_NODES);
            assertThat(MemorySegment.ofArray(answer).get(WireBytes.INT, 44)).isEqualTo(0x2000_0000);
        }

        @Test
        void ignoresWhatARouterMayHaveForwardedOrSomebodyForged() {
            byte[] forwarded = solicitation("fd78::2", true);
            forwarded[7] = (byte) 254;
            byte[] damaged = solicitation("fd78::2", true);
            damaged[70] ^= 1;
            byte[] endless = solicitation("fd78::2", true);
            endless[65] = 0;
            byte[] fromNowhere = solicitation("::", true);
            for (byte[] packet : List.of(forwarded, damaged, endless, fromNowhere)) {
                assertThat(receive(Frame.IPV6, packet)).isTrue();
            }
            assertThat(wire.sent()).isEmpty();
            assertThat(responder.counters()).containsEntry(Resolution.MALFORMED, 4L);
        }

        @Test
        void leavesPingToTheServer() {
            byte[] ping = solicitation("fd78::2", true);
            ping[40] = (byte) 128;
            assertThat(receive(Frame.IPV6, ping)).isFalse();
            assertThat(VipResponder.isResolution(wire.arriving(Frame.IPV6, ASKER, ping)))
                    .isFalse();
            assertThat(VipResponder.isResolution(wire.arriving(Frame.IPV6, ASKER, solicitation("::", false))))
                    .isTrue();
        }
    }

    @Test
    void survivesAnyBytes() {
        Random random = new Random(42);
        byte[] arp = hex(REQUEST);
        for (int i = 0; i < 200_000; i++) {
            byte[] packet = new byte[random.nextInt(100)];
            random.nextBytes(packet);
            if (i % 2 == 0) {
                System.arraycopy(arp, 0, packet, 0, Math.min(8, packet.length));
                receive(Frame.ARP, packet);
            } else {
                if (packet.length > 65) {
                    packet[6] = 58;
                    packet[7] = -1;
                    packet[40] = (byte) (135 + (i & 2) / 2);
                    packet[41] = 0;
                    WireBytes.address(MemorySegment.ofArray(packet), 48, V6);
                }
                receive(Frame.IPV6, packet);
            }
        }
        assertThat(responder.counters()).containsKeys(Resolution.MALFORMED, Resolution.NOT_OURS);
    }

    @Test
    void announcesRequestReplyAndAdvertisementToEverybody() {
        Announcement.send(List.of(V4, V6), wire);
        assertThat(wire.sent())
                .extracting(MemoryLink.Sent::destinationMac)
                .containsExactly(Mac.BROADCAST, Mac.BROADCAST, Mac.ALL_IPV6_NODES);
        assertThat(wire.sent().get(1).bytes())
                .isEqualTo(hex("0001080006040002" + "02480a4e000a" + "0a4e000a" + "ffffffffffff" + "0a4e000a"));
        assertThat(Announcement.SCHEDULE).hasSize(21);
    }
}
