package dev.holdfast.persistence.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.inspect.JournalGenerator;
import dev.holdfast.persistence.inspect.JournalGenerator.Expected;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.inspect.Selection;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.PacketCodec;
import dev.holdfast.protocol.wire.PacketCodec.Decoded;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CaptureExportTest {

    private final JournalStore store = MemoryStore.open(64 << 20);
    private final List<Expected> expected = new JournalGenerator(11, 12, 60, 70_000).write(store);

    /** Packets of one event are a microsecond apart, those of another connection may fall between. */
    private static final long SLACK_MICROS = 100_000;

    /** A packet as a reader of the file finds it. */
    private record Packet(long micros, Payload bytes, int length, String comment) {

        Decoded.Tcp tcp() {
            boolean whole = bytes.length() == length;
            byte[] padded = Arrays.copyOf(bytes.toArray(), length);
            return (Decoded.Tcp) PacketCodec.decode(MemorySegment.ofArray(padded), 0, length, whole);
        }
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void theClientsStreamsAreInThePacketsWithValidChecksums() throws IOException {
        List<Packet> packets = export(true);

        Map<Endpoint, byte[]> streams = streams(packets);
        assertThat(streams).hasSize(expected.size());
        for (Expected one : expected) {
            assertThat(streams.get(endpoint(one.id()))).isEqualTo(JournalGenerator.stream(store, one.id()));
        }
    }

    @Test
    void withoutPayloadTheLengthsStayAndTheBytesAreZeros() throws IOException {
        Map<Endpoint, byte[]> redacted = streams(export(false));

        for (Expected one : expected) {
            assertThat(redacted.get(endpoint(one.id())))
                    .hasSize((int) one.bytesIn())
                    .containsOnly(0);
        }
    }

    @Test
    void timeOnlyGrowsAndNobodyAcknowledgesWhatWasNotSent() throws IOException {
        Map<Endpoint, SeqNum> sent = new HashMap<>();
        Map<Endpoint, SeqNum> served = new HashMap<>();
        long last = 0;
        for (Packet packet : export(false)) {
            assertThat(packet.micros()).isGreaterThanOrEqualTo(last);
            last = packet.micros() - SLACK_MICROS;
            Decoded.Tcp tcp = packet.tcp();
            Segment segment = tcp.segment();
            boolean fromServer = tcp.source().port() == 80;
            Map<Endpoint, SeqNum> own = fromServer ? served : sent;
            Endpoint client = fromServer ? tcp.destination() : tcp.source();
            own.merge(client, segment.seq().plus(segment.len()), (one, other) -> one.after(other) ? one : other);
            if (segment.isAck()) {
                SeqNum others = (fromServer ? sent : served).getOrDefault(client, SeqNum.ZERO);
                assertThat(segment.ack().after(others)).as("%s", segment).isFalse();
            }
        }
    }

    @Test
    void commentsTellOfIncarnationsAndEnds() throws IOException {
        String all =
                String.join("\n", export(false).stream().map(Packet::comment).toList());

        assertThat(all)
                .contains("incarnation 0")
                .contains("closed by BOTH: closed")
                .contains("redacted");
    }

    private static Endpoint endpoint(String id) {
        String client = id.split("_", -1)[1];
        return new Endpoint(
                IpAddress.parse(client.substring(0, client.indexOf(':'))),
                Integer.parseInt(client.substring(client.indexOf(':') + 1)));
    }

    private List<Packet> export(boolean payload) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        new CaptureExport(new JournalPass(store, Selection.ALL, _ -> {}), payload, Outbound.UNKNOWN)
                .to(new PcapngWriter(file));
        return packets(ByteBuffer.wrap(file.toByteArray()).order(ByteOrder.LITTLE_ENDIAN));
    }

    private static List<Packet> packets(ByteBuffer file) {
        List<Packet> packets = new ArrayList<>();
        while (file.hasRemaining()) {
            int at = file.position();
            int total = file.getInt(at + 4);
            assertThat(file.getInt(at + total - 4)).isEqualTo(total);
            if (file.getInt(at) == 6) {
                long micros = ((long) file.getInt(at + 12) << 32) | (file.getInt(at + 16) & 0xffff_ffffL);
                byte[] bytes = new byte[file.getInt(at + 20)];
                file.get(at + 28, bytes);
                int options = at + 28 + (bytes.length + 3) / 4 * 4;
                byte[] comment = new byte[options < at + total - 4 ? file.getShort(options + 2) : 0];
                file.get(options + 4 - (comment.length == 0 ? 4 : 0), comment);
                packets.add(new Packet(
                        micros, Payload.of(bytes), file.getInt(at + 24), new String(comment, StandardCharsets.UTF_8)));
            }
            file.position(at + total);
        }
        return packets;
    }

    /** By client what it sent, put together by sequence numbers. */
    private static Map<Endpoint, byte[]> streams(List<Packet> packets) {
        Map<Endpoint, SeqNum> isns = new HashMap<>();
        Map<Endpoint, TreeMap<Integer, byte[]>> runs = new HashMap<>();
        for (Packet packet : packets) {
            Decoded.Tcp tcp = packet.tcp();
            if (tcp.destination().port() == 80) {
                Segment segment = tcp.segment();
                if (segment.isSyn()) {
                    isns.put(tcp.source(), segment.seq());
                }
                runs.computeIfAbsent(tcp.source(), _ -> new TreeMap<>())
                        .merge(
                                segment.seq().minus(isns.getOrDefault(tcp.source(), SeqNum.ZERO)),
                                segment.payload().toArray(),
                                (one, other) -> one.length > other.length ? one : other);
            }
        }
        Map<Endpoint, byte[]> streams = new HashMap<>();
        runs.forEach((client, pieces) -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            pieces.forEach((offset, bytes) -> {
                assertThat(bytes.length == 0 || offset == all.size() + 1).isTrue();
                all.writeBytes(bytes);
            });
            streams.put(client, all.toByteArray());
        });
        return streams;
    }
}
