package dev.holdfast.interceptors.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpSegmentationTest {

    private static final int ALL = TcpPackets.FIN | TcpPackets.PSH | TcpPackets.ACK | TcpPackets.CWR;

    private final MemoryLink link = new MemoryLink(1);

    @AfterEach
    void close() {
        link.close();
    }

    private List<byte[]> cut(byte[] packet, boolean v6, int gsoSize, int mtu) {
        Frame frame = link.arriving(v6 ? Frame.IPV6 : Frame.IPV4, 1, packet);
        frame.segmented(v6 ? Gso.TCP6 : Gso.TCP4, gsoSize, 0);
        var segmentation = new TcpSegmentation();
        List<byte[]> segments = new ArrayList<>();
        if (segmentation.begin(frame, mtu)) {
            byte[] out = new byte[mtu];
            int length;
            while ((length = segmentation.next(MemorySegment.ofArray(out), 0)) > 0) {
                segments.add(Arrays.copyOf(out, length));
            }
        }
        return segments;
    }

    @ParameterizedTest
    @CsvSource({"false, 0, 1500", "true, 0, 1500", "false, 1000, 1500", "true, 536, 9000", "false, 9000, 1500"})
    void makesSegmentsWhosePayloadsAreTheWhole(boolean v6, int gsoSize, int mtu) {
        byte[] packet = TcpPackets.packet(v6, 60_001, -20_000, ALL, 3);
        List<byte[]> segments = cut(packet, v6, gsoSize, mtu);

        int headers = v6 ? 72 : 52;
        var payload = new ByteArrayOutputStream();
        for (byte[] segment : segments) {
            MemorySegment memory = MemorySegment.ofArray(segment);
            assertThat(segment.length).isLessThanOrEqualTo(mtu);
            assertThat(TcpPackets.tcpSum(segment, v6)).isEqualTo(0xffff);
            assertThat(v6 || TcpPackets.slowSum(segment, 0, 20, 0) == 0xffff).isTrue();
            assertThat(memory.get(Ethernet.INT, headers - 28)).isEqualTo(-20_000 + payload.size());
            payload.write(segment, headers, segment.length - headers);
        }
        assertThat(payload.toByteArray()).isEqualTo(Arrays.copyOfRange(packet, headers, packet.length));
    }

    @Test
    void marksCwrOnTheFirstAndFinAndPshOnTheLastSegmentOnly() {
        List<Integer> flags = cut(TcpPackets.packet(false, 4000, 1, ALL, 3), false, 0, 1500).stream()
                .map(segment -> segment[33] & 0xff)
                .toList();
        assertThat(flags).containsExactly(TcpPackets.CWR | TcpPackets.ACK, TcpPackets.ACK, ALL & ~TcpPackets.CWR);
    }

    @Test
    void countsTheIdentificationOnAcrossItsWrap() {
        List<Integer> ids = cut(TcpPackets.packet(false, 4000, 1, ALL, 3), false, 0, 1500).stream()
                .map(segment -> MemorySegment.ofArray(segment).get(Ethernet.SHORT, 4) & 0xffff)
                .toList();
        assertThat(ids).containsExactly(0xfffe, 0xffff, 0);
    }

    @Test
    void refusesWhatIsNoWholeTcpPacket() {
        byte[] udp = TcpPackets.packet(false, 4000, 1, ALL, 3);
        udp[9] = 17;
        byte[] fragment = TcpPackets.packet(false, 4000, 1, ALL, 3);
        fragment[6] = 0x20;
        byte[] longHeader = TcpPackets.packet(false, 0, 1, ALL, 3);
        longHeader[32] = (byte) 0xf0;
        byte[] extended = TcpPackets.packet(true, 4000, 1, ALL, 3);
        extended[6] = 44;
        assertThat(cut(udp, false, 0, 1500)).isEmpty();
        assertThat(cut(fragment, false, 0, 1500)).isEmpty();
        assertThat(cut(longHeader, false, 0, 1500)).isEmpty();
        assertThat(cut(extended, true, 0, 1500)).isEmpty();
        assertThat(cut(new byte[3], false, 0, 1500)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, 1000", "true, 1000", "false, 1001", "true, 1"})
    void completesWhatWasRecognisedAsUndone(boolean v6, int payload) {
        byte[] whole = TcpPackets.packet(v6, payload, 1, ALL, 5);
        byte[] undone = whole.clone();
        int ip = v6 ? 40 : 20;
        int pseudo = TcpPackets.slowSum(undone, v6 ? 8 : 12, v6 ? 32 : 8, TcpLayout.TCP + undone.length - ip);
        MemorySegment.ofArray(undone).set(Ethernet.SHORT, ip + 16, (short) pseudo);

        Frame frame = link.arriving(v6 ? Frame.IPV6 : Frame.IPV4, 1, undone);
        UndoneChecksum.recognise(frame, 1500);
        assertThat(frame.partialChecksum()).isTrue();
        assertThat(frame.checksumVerified()).isTrue();
        UndoneChecksum.complete(frame);
        assertThat(MemoryLink.bytes(frame)).isEqualTo(whole);
    }

    @Test
    void leavesACompleteChecksumToBeVerified() {
        Frame frame = link.arriving(Frame.IPV4, 1, TcpPackets.packet(false, 100, 1, ALL, 5));
        UndoneChecksum.recognise(frame, 1500);
        assertThat(frame.partialChecksum()).isFalse();
        assertThat(frame.checksumVerified()).isFalse();
    }

    @Test
    void takesAFrameAboveTheMtuForASuperPacket() {
        Frame frame = link.arriving(Frame.IPV6, 1, TcpPackets.packet(true, 5000, 1, ALL, 5));
        UndoneChecksum.recognise(frame, 1500);
        assertThat(frame.gso()).isEqualTo(Gso.TCP6);
        assertThat(frame.gsoSize()).isEqualTo(1500 - 72);
        assertThat(frame.checksumStart()).isEqualTo(40);
    }
}
