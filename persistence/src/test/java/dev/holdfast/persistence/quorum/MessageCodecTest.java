package dev.holdfast.persistence.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Lives;
import dev.holdfast.protocol.quorum.LogRecord;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.quorum.QuorumMessage.Append;
import dev.holdfast.protocol.quorum.QuorumMessage.Appended;
import dev.holdfast.protocol.quorum.QuorumMessage.FetchTail;
import dev.holdfast.protocol.quorum.QuorumMessage.Promised;
import dev.holdfast.protocol.quorum.QuorumMessage.Readmit;
import dev.holdfast.protocol.quorum.QuorumMessage.Reason;
import dev.holdfast.protocol.quorum.QuorumMessage.Refused;
import dev.holdfast.protocol.quorum.QuorumMessage.Rejoin;
import dev.holdfast.protocol.quorum.QuorumMessage.Rejoined;
import dev.holdfast.protocol.quorum.QuorumMessage.Release;
import dev.holdfast.protocol.quorum.QuorumMessage.Seal;
import dev.holdfast.protocol.quorum.QuorumMessage.StateChunk;
import dev.holdfast.protocol.quorum.QuorumMessage.StateTaken;
import dev.holdfast.protocol.quorum.QuorumMessage.Tail;
import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
final class MessageCodecTest {

    private static final String LOG = "10.0.0.1";
    private static final Epoch EPOCH = new Epoch(2, "a");
    private static final Position PLACE = new Position(5, new Epoch(1, "b"));
    private static final Lives LIVES = new Lives(Map.of("a", 3L, "b", 4L));
    private static final List<LogRecord> RECORDS = List.of(
            new LogRecord(EPOCH, Payload.of(new byte[] {1, 2, 3})),
            new LogRecord(EPOCH, Payload.EMPTY),
            new LogRecord(PLACE.epoch(), Payload.of(new byte[] {4})));

    private static final String E = "0000000000000002" + "0161";
    private static final String P = "0000000000000005" + "0000000000000001" + "0162";
    private static final String L = "02" + "0161" + "0000000000000003" + "0162" + "0000000000000004";
    private static final String R =
            "00000003" + E + "00000003" + E + "00000000" + "0000000000000001" + "0162" + "00000001" + "01020304";

    /** @param fields as hexadecimal digits; what was once released is never edited */
    record Golden(int kind, QuorumMessage message, String fields) {}

    private static Stream<Golden> golden() {
        return Stream.of(
                new Golden(
                        1,
                        new Append(EPOCH, PLACE, RECORDS, 6, -7),
                        E + P + "0000000000000006" + "fffffffffffffff9" + R),
                new Golden(
                        2,
                        new Appended(EPOCH, 6, 5, true, false, -7),
                        E + "0000000000000006" + "0000000000000005" + "01" + "00" + "fffffffffffffff9"),
                new Golden(
                        3,
                        new Refused(EPOCH, Reason.LEASED, new Epoch(9, ""), 8),
                        E + "01" + "0000000000000009" + "00" + "0000000000000008"),
                new Golden(4, new Seal(EPOCH), E),
                new Golden(5, new Promised(EPOCH, PLACE, 6, LIVES), E + P + "0000000000000006" + L),
                new Golden(6, new FetchTail(EPOCH, 6), E + "0000000000000006"),
                new Golden(7, new Tail(EPOCH, PLACE, RECORDS, 6), E + P + "0000000000000006" + R),
                new Golden(8, new Release(EPOCH), E),
                new Golden(9, new Rejoin(LIVES), L),
                new Golden(10, new Rejoined(EPOCH, LIVES, true, Lives.NONE), E + L + "01" + "00"),
                new Golden(11, new Readmit(EPOCH, 6), E + "0000000000000006"),
                new Golden(
                        12,
                        new StateChunk(EPOCH, 6, PLACE, 7, true, Payload.of(new byte[] {8, 9})),
                        E + "0000000000000006" + P + "00000007" + "01" + "00000002" + "0809"),
                new Golden(13, new StateTaken(EPOCH, 6, 7), E + "0000000000000006" + "00000007"));
    }

    @ParameterizedTest
    @MethodSource("golden")
    void bytesAndMessageAreOne(Golden golden) throws MalformedMessageException {
        byte[] encoded = frame(MessageCodec.encode(LOG, golden.message()));

        assertThat(HexFormat.of().formatHex(encoded))
                .isEqualTo("01%02x08".formatted(golden.kind())
                        + HexFormat.of().formatHex(LOG.getBytes(StandardCharsets.UTF_8))
                        + golden.fields());
        assertThat(MessageCodec.decode(Payload.of(encoded)))
                .isEqualTo(new MessageCodec.Addressed(LOG, golden.message()));
    }

    @Test
    void everyKindIsHere() {
        assertThat(golden().<Object>map(each -> each.message().getClass()))
                .containsExactlyInAnyOrder((Object[]) QuorumMessage.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void whateverIsDamagedIsAMessageOrMalformed(Golden golden) {
        Random random = new Random(golden.kind());
        byte[] whole = frame(MessageCodec.encode(LOG, golden.message()));
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = whole.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            decodes(random.nextBoolean() ? damaged : Arrays.copyOf(damaged, random.nextInt(damaged.length + 9)));
        }
    }

    @ParameterizedTest
    @MethodSource("golden")
    void whatIsCutOffOrTooLongIsMalformed(Golden golden) {
        byte[] whole = frame(MessageCodec.encode(LOG, golden.message()));

        assertThat(IntStream.rangeClosed(0, whole.length + 1).filter(length -> decodes(Arrays.copyOf(whole, length))))
                .containsExactly(whole.length);
    }

    @Test
    void noLengthIsBelievedBeforeTheBytesAreThere() {
        byte[] many = HexFormat.of().parseHex("01" + "01" + "00" + E + P + "0000000000000006".repeat(2) + "7fffffff");

        assertThatThrownBy(() -> MessageCodec.decode(Payload.of(many))).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void payloadsAreSentFromWhereTheyLie() {
        Outgoing frame = MessageCodec.encode(LOG, new Tail(EPOCH, PLACE, RECORDS, 6));

        for (int i = 0; i < RECORDS.size(); i++) {
            assertThat(frame.payloads().get(i)).isSameAs(RECORDS.get(i).payload());
        }
        assertThat(frame.head().getInt(0)).isEqualTo((int) frame.bytes() - Integer.BYTES);
    }

    @Test
    void aHelloHasItsPlace() throws MalformedMessageException {
        Hello hello = new Hello("holdfast", "a", 77);
        byte[] encoded = frame(hello.encode());

        assertThat(HexFormat.of().formatHex(encoded))
                .isEqualTo("4846514a" + "0001" + "08" + "686f6c6466617374" + "0161" + "000000000000004d");
        assertThat(Hello.decode(Payload.of(encoded))).isEqualTo(hello);
        assertThatThrownBy(() -> Hello.decode(Payload.of("GET / HTTP/1.1\r\n".getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(MalformedMessageException.class);
    }

    private static boolean decodes(byte[] frame) {
        try {
            MessageCodec.decode(Payload.of(frame));
            return true;
        } catch (MalformedMessageException _) {
            return false;
        }
    }

    /** Without its length. */
    private static byte[] frame(Outgoing frame) {
        ByteBuffer all =
                ByteBuffer.allocate((int) frame.bytes()).put(frame.head().duplicate());
        frame.payloads().forEach(payload -> all.put(payload.asBuffer()));
        return Arrays.copyOfRange(all.array(), Integer.BYTES, all.capacity());
    }
}
