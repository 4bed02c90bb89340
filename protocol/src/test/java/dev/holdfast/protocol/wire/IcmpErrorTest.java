package dev.holdfast.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.wire.PacketCodec.ChecksumMode;
import dev.holdfast.protocol.wire.PacketCodec.Decoded;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IcmpErrorTest {

    private static final int AT = 14;
    private static final int HEADER = 8;

    private final MemorySegment memory = MemorySegment.ofArray(new byte[2048]);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void namesTheSegmentAndRenumbersIt(boolean v6) {
        Endpoint server = endpoint(v6, 9, 80);
        Endpoint client = endpoint(v6, 1, 40_000);
        int length = tooBig(v6, server, client, new SeqNum(-5));

        IcmpError error = Objects.requireNonNull(read(length));

        assertThat(error.source()).isEqualTo(server);
        assertThat(error.destination()).isEqualTo(client);
        assertThat(error.seq()).isEqualTo(new SeqNum(-5));
        assertThat(checksum(v6, length)).isEqualTo(0xffff);
        error.renumber(new SeqNum(0x1234_5678));
        assertThat(error.seq()).isEqualTo(new SeqNum(0x1234_5678));
        assertThat(checksum(v6, length)).isEqualTo(0xffff);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysWhatDidNotGetThrough(boolean v6) {
        Endpoint server = endpoint(v6, 9, 80);
        Endpoint client = endpoint(v6, 1, 40_000);

        int length = IcmpError.unreachable(memory, AT, server, client, new SeqNum(-5));

        IcmpError error = Objects.requireNonNull(read(length));
        assertThat(error.source()).isEqualTo(client);
        assertThat(error.destination()).isEqualTo(server);
        assertThat(error.seq()).isEqualTo(new SeqNum(-5));
        assertThat(checksum(v6, length)).isEqualTo(0xffff);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anythingElseIsNone(boolean v6) {
        int length = tooBig(v6, endpoint(v6, 9, 80), endpoint(v6, 1, 40_000), new SeqNum(1));
        int icmp = AT + (v6 ? 40 : 20);
        memory.set(ValueLayout.JAVA_BYTE, icmp, (byte) (v6 ? 128 : 8));
        assertThat(read(length)).as("an echo request").isNull();
    }

    @Test
    void foreignBytesNeverThrow() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 100_000; round++) {
            boolean v6 = random.nextBoolean();
            int length = tooBig(v6, endpoint(v6, 9, 80), endpoint(v6, 1, 2), new SeqNum(round));
            for (int i = 0; i < 6; i++) {
                memory.set(ValueLayout.JAVA_BYTE, AT + random.nextInt(length), (byte) random.nextInt());
            }
            IcmpError error = read(random.nextInt(length + 1));
            if (error != null) {
                error.renumber(error.seq().plus(1));
            }
        }
    }

    private @Nullable IcmpError read(int length) {
        return PacketCodec.decode(memory, AT, length, true) instanceof Decoded.Other other
                ? IcmpError.in(memory, AT, length, other)
                : null;
    }

    private static Endpoint endpoint(boolean v6, int last, int port) {
        return new Endpoint(v6 ? new IpAddress(true, 0xfd00L << 48, last) : IpAddress.v4(0x0a00_0000 + last), port);
    }

    /** "Packet too big" of a router about a segment from {@code source}; gives the packet's length. */
    private int tooBig(boolean v6, Endpoint source, Endpoint destination, SeqNum seq) {
        int ip = v6 ? 40 : 20;
        int quoted = AT + ip + HEADER;
        Segment segment = new Segment(seq, SeqNum.ZERO, TcpFlags.ACK, 10, 0, TcpOptions.NONE, Payload.of(new byte[7]));
        int quotedLength = PacketCodec.encode(memory, quoted, source, destination, segment, ChecksumMode.FULL);
        int length = ip + HEADER + quotedLength;
        memory.asSlice(AT, ip + HEADER).fill((byte) 0);
        if (v6) {
            memory.set(BigEndian.INT, AT, 0x6000_0000);
            memory.set(BigEndian.SHORT, AT + 4, (short) (length - ip));
            memory.set(ValueLayout.JAVA_BYTE, AT + 6, (byte) 58);
            memory.set(BigEndian.LONG, AT + 16, 77);
            memory.set(BigEndian.LONG, AT + 24, source.address().high());
            memory.set(BigEndian.LONG, AT + 32, source.address().low());
        } else {
            memory.set(ValueLayout.JAVA_BYTE, AT, (byte) 0x45);
            memory.set(BigEndian.SHORT, AT + 2, (short) length);
            memory.set(ValueLayout.JAVA_BYTE, AT + 9, (byte) 1);
            memory.set(BigEndian.INT, AT + 16, (int) source.address().low());
        }
        memory.set(ValueLayout.JAVA_BYTE, AT + ip, (byte) (v6 ? 2 : 3));
        memory.set(ValueLayout.JAVA_BYTE, AT + ip + 1, (byte) (v6 ? 0 : 4));
        memory.set(BigEndian.SHORT, AT + ip + 2, (short) Checksum.complement(checksum(v6, length)));
        return length;
    }

    private int checksum(boolean v6, int length) {
        int ip = v6 ? 40 : 20;
        int sum = Checksum.sum(memory, AT + ip, length - ip);
        return v6 ? Checksum.add(sum, Checksum.add(Checksum.sum(memory, AT + 8, 32), 58 + length - ip)) : sum;
    }
}
