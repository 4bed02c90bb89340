package dev.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.wire.PacketCodec.ChecksumMode;
import dev.holdfast.protocol.wire.PacketCodec.Decoded;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class PacketCodecTest {

    private static final int ROUNDS = 20_000;
    private static final int AT = 14;

    private final SplittableRandom random = new SplittableRandom(20_261_123);
    private final byte[] frame = new byte[4096];
    private final MemorySegment memory = MemorySegment.ofArray(frame);

    @Test
    void whatIsEncodedIsDecoded() {
        for (int round = 0; round < ROUNDS; round++) {
            boolean v6 = random.nextBoolean();
            Endpoint source = endpoint(v6);
            Endpoint destination = endpoint(v6);
            Segment segment = segment();

            int length = PacketCodec.encode(memory, AT, source, destination, segment, ChecksumMode.FULL);

            assertThat(length).isEqualTo(PacketCodec.encodedLength(v6, segment));
            Decoded decoded = PacketCodec.decode(memory, AT, length, true);
            assertThat(decoded).isInstanceOf(Decoded.Tcp.class);
            Decoded.Tcp tcp = (Decoded.Tcp) decoded;
            assertThat(tcp.source()).isEqualTo(source);
            assertThat(tcp.destination()).isEqualTo(destination);
            assertThat(tcp.segment()).isEqualTo(segment);
            assertThat(tcp.tcpOffset() + tcp.headerLength()).isEqualTo(PacketCodec.headerLength(v6, segment));
        }
    }

    @Test
    void aPartialChecksumIsThePseudoHeadersSumAndWouldBeCompletedToTheFullOne() {
        for (int round = 0; round < 2_000; round++) {
            boolean v6 = random.nextBoolean();
            Endpoint source = endpoint(v6);
            Endpoint destination = endpoint(v6);
            Segment segment = segment();
            int length = PacketCodec.encode(memory, AT, source, destination, segment, ChecksumMode.PARTIAL);
            int tcp = AT + PacketCodec.tcpOffset(v6);
            int tcpLength = length - PacketCodec.tcpOffset(v6);

            int completed = Checksum.complement(Checksum.sum(memory, tcp, tcpLength));

            memory.set(BigEndian.SHORT, tcp + 16, (short) completed);
            assertThat(PacketCodec.decode(memory, AT, length, true)).isInstanceOf(Decoded.Tcp.class);
        }
    }

    @Nested
    class WhenRewritingInPlace {

        @Test
        void aFullChecksumStaysRight() {
            for (int round = 0; round < ROUNDS; round++) {
                rewrite(false);
            }
        }

        @Test
        void aPartialChecksumStaysAsItIs() {
            for (int round = 0; round < ROUNDS; round++) {
                rewrite(true);
            }
        }

        private void rewrite(boolean partial) {
            boolean v6 = random.nextBoolean();
            Segment before = segment();
            ChecksumMode mode = partial ? ChecksumMode.PARTIAL : ChecksumMode.FULL;
            int length = PacketCodec.encode(memory, AT, endpoint(v6), endpoint(v6), before, mode);
            Decoded.Tcp packet = (Decoded.Tcp) PacketCodec.decode(memory, AT, length, !partial);
            int fieldBefore = memory.get(BigEndian.SHORT, AT + packet.tcpOffset() + 16);
            byte[] bytesBefore = frame.clone();
            Segment other = segment();
            Segment after = new Segment(
                    other.seq(),
                    other.ack(),
                    other.flags(),
                    other.wnd(),
                    other.urgentPointer(),
                    random.nextInt(4) == 0 ? before.options() : other.options(),
                    packet.segment().payload());

            boolean done = PacketCodec.rewrite(memory, AT, packet, after, partial);

            if (!done) {
                assertThat(OptionsCodec.length(after.options())).isGreaterThan(packet.headerLength() - 20);
                assertThat(frame).isEqualTo(bytesBefore);
                return;
            }
            Decoded again = PacketCodec.decode(memory, AT, length, !partial);
            assertThat(again).isInstanceOf(Decoded.Tcp.class);
            assertThat(((Decoded.Tcp) again).segment()).isEqualTo(after);
            if (partial) {
                assertThat((int) memory.get(BigEndian.SHORT, AT + packet.tcpOffset() + 16))
                        .isEqualTo(fieldBefore);
            }
        }
    }

    @Nested
    class WhenBytesAreForeign {

        @Test
        void randomBytesNeverThrow() {
            for (int round = 0; round < 200_000; round++) {
                byte[] bytes = new byte[random.nextInt(0, 120)];
                random.nextBytes(bytes);
                if (bytes.length > 0 && random.nextBoolean()) {
                    bytes[0] = (byte) (random.nextBoolean() ? 0x45 + random.nextInt(3) : 0x60);
                }
                survives(MemorySegment.ofArray(bytes), bytes.length);
            }
        }

        @Test
        void flippedBitsAndCutPacketsNeverThrow() {
            for (int round = 0; round < 100_000; round++) {
                boolean v6 = random.nextBoolean();
                int length = PacketCodec.encode(memory, 0, endpoint(v6), endpoint(v6), segment(), ChecksumMode.FULL);
                for (int flips = random.nextInt(0, 5); flips > 0; flips--) {
                    int at = random.nextInt(Math.min(length, 100));
                    frame[at] ^= (byte) (1 << random.nextInt(8));
                }
                int cut = random.nextBoolean() ? length : random.nextInt(length + 1);
                survives(MemorySegment.ofArray(java.util.Arrays.copyOf(frame, cut)), cut);
            }
        }

        @Test
        void everySingleFlippedBitIsNoticedByTheChecksumOrTheHeader() {
            Segment segment = segment();
            int length = PacketCodec.encode(memory, 0, endpoint(false), endpoint(false), segment, ChecksumMode.FULL);
            for (int bit = 8 * 20; bit < 8 * length; bit++) {
                frame[bit / 8] ^= (byte) (1 << (bit % 8));
                assertThat(PacketCodec.decode(memory, 0, length, true)).isInstanceOf(Decoded.Malformed.class);
                frame[bit / 8] ^= (byte) (1 << (bit % 8));
            }
        }

        @Test
        void eachKindOfDamageHasItsReason() {
            int length = PacketCodec.encode(memory, 0, endpoint(false), endpoint(false), plain(), ChecksumMode.FULL);
            assertThat(reason(length - 1, true)).isEqualTo(DropReason.TRUNCATED);
            assertThat(changed(33, 0x20, length)).isEqualTo(DropReason.BAD_CHECKSUM);
            assertThat(changed(0, 0x41, length)).isEqualTo(DropReason.BAD_IP_HEADER);
            assertThat(changed(0, 0x95, length)).isEqualTo(DropReason.BAD_IP_HEADER);
            assertThat(changed(6, 0x20, length)).isEqualTo(DropReason.FRAGMENT);
            assertThat(changed(32, 0x40, length)).isEqualTo(DropReason.BAD_TCP_HEADER);
        }

        private DropReason changed(int at, int value, int length) {
            byte before = frame[at];
            frame[at] = (byte) value;
            DropReason reason = reason(length, true);
            frame[at] = before;
            return reason;
        }

        private DropReason reason(int length, boolean verify) {
            return ((Decoded.Malformed) PacketCodec.decode(memory, 0, length, verify)).reason();
        }

        private void survives(MemorySegment bytes, int length) {
            Decoded decoded = PacketCodec.decode(bytes, 0, length, random.nextBoolean());
            if (decoded instanceof Decoded.Tcp tcp) {
                assertThat(tcp.segment().payload().length()).isLessThanOrEqualTo(length);
                assertThat(tcp.segment().options().sack()).hasSizeLessThanOrEqualTo(4);
                assertThat(tcp.segment().options().unknown().length()).isLessThanOrEqualTo(40);
                Segment same = tcp.segment();
                PacketCodec.rewrite(bytes, 0, tcp, same, true);
            }
        }
    }

    @Test
    void extensionHeadersOfVersionSixAreSkippedUpToALimit() {
        Segment segment = plain();
        int length = PacketCodec.encode(memory, 0, endpoint(true), endpoint(true), segment, ChecksumMode.FULL);
        for (int extensions = 1; extensions <= 9; extensions++) {
            byte[] with = new byte[length + 8 * extensions];
            System.arraycopy(frame, 0, with, 0, 40);
            System.arraycopy(frame, 40, with, 40 + 8 * extensions, length - 40);
            with[6] = 60;
            for (int i = 0; i < extensions; i++) {
                with[40 + 8 * i] = (byte) (i == extensions - 1 ? 6 : 60);
            }
            MemorySegment packet = MemorySegment.ofArray(with);
            packet.set(BigEndian.SHORT, 4, (short) (with.length - 40));

            Decoded decoded = PacketCodec.decode(packet, 0, with.length, true);

            if (extensions <= 8) {
                assertThat(decoded).isInstanceOf(Decoded.Tcp.class);
                assertThat(((Decoded.Tcp) decoded).segment()).isEqualTo(segment);
            } else {
                assertThat(decoded).isInstanceOf(Decoded.Malformed.class);
            }
        }
    }

    @Test
    void optionsThatEndEarlyOrArePaddedAreUnderstood() {
        TcpOptions options = TcpOptions.NONE.withTimestamps(7, 9);
        int length = OptionsCodec.length(options) + 4;
        OptionsCodec.encode(options, memory, 0, length);
        assertThat(OptionsCodec.decode(memory, 0, length)).isEqualTo(options);

        memory.set(ValueLayout.JAVA_BYTE, length - 4, (byte) 0);
        memory.set(ValueLayout.JAVA_BYTE, length - 3, (byte) 77);
        assertThat(OptionsCodec.decode(memory, 0, length)).isEqualTo(options);
    }

    private Endpoint endpoint(boolean v6) {
        IpAddress address =
                v6 ? new IpAddress(true, random.nextLong(), random.nextLong()) : IpAddress.v4(random.nextInt());
        return new Endpoint(address, random.nextInt(0x10000));
    }

    private static Segment plain() {
        return new Segment(
                new SeqNum(1), new SeqNum(2), TcpFlags.ACK, 3, 0, TcpOptions.NONE, Payload.of(new byte[] {1, 2, 3}));
    }

    private Segment segment() {
        byte[] payload = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(1500)];
        random.nextBytes(payload);
        return new Segment(
                new SeqNum(random.nextInt()),
                new SeqNum(random.nextInt()),
                random.nextInt(256),
                random.nextInt(0x10000),
                random.nextInt(0x10000),
                options(),
                Payload.of(payload));
    }

    private TcpOptions options() {
        TcpOptions options = new TcpOptions(
                random.nextInt(3) == 0 ? random.nextInt(0x10000) : TcpOptions.ABSENT,
                random.nextInt(3) == 0 ? random.nextInt(15) : TcpOptions.ABSENT,
                random.nextInt(3) == 0,
                false,
                0,
                0,
                List.of(),
                Payload.EMPTY);
        if (random.nextInt(2) == 0) {
            options = options.withTimestamps(random.nextInt(), random.nextInt());
        }
        List<TcpOptions.SackBlock> blocks = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            blocks.add(new TcpOptions.SackBlock(new SeqNum(random.nextInt()), new SeqNum(random.nextInt())));
            if (OptionsCodec.length(options.withSack(blocks)) <= OptionsCodec.LENGTH_MAX) {
                options = options.withSack(blocks);
            }
        }
        int room = OptionsCodec.LENGTH_MAX - OptionsCodec.length(options);
        return room >= 4 && random.nextInt(3) == 0 ? withUnknown(options, random.nextInt(2, room)) : options;
    }

    private TcpOptions withUnknown(TcpOptions options, int size) {
        byte[] unknown = new byte[size];
        random.nextBytes(unknown);
        unknown[0] = (byte) 254;
        unknown[1] = (byte) size;
        return new TcpOptions(
                options.mss(),
                options.windowScale(),
                options.sackPermitted(),
                options.timestamps(),
                options.tsVal(),
                options.tsEcr(),
                options.sack(),
                Payload.of(unknown));
    }
}
