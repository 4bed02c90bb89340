package dev.holdfast.protocol.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ForgedHandshakeTest {

    private static final SeqNum ISN = new SeqNum(-1);
    private static final SynProfile SYN = new SynProfile(1460, 7, true, true, 64240, TcpFlags.SYN, 0);
    private static final long MILLI = 1_000_000;

    private final List<Segment> sent = new ArrayList<>();
    private final ForgedHandshake handshake = new ForgedHandshake(ISN, SYN, 5, 0, sent::add);

    @Test
    void theSynIsTheClientsOwn() {
        Segment syn = sent.getFirst();
        assertThat(syn.seq()).isEqualTo(ISN);
        assertThat(SynProfile.of(syn))
                .as("all but its clock, which has gone on")
                .isEqualTo(new SynProfile(1460, 7, true, true, 64240, TcpFlags.SYN, 5));
    }

    @Test
    void onlyASynAckOfThisSynIsAccepted() {
        assertThat(handshake.accepts(segment(TcpFlags.SYN | TcpFlags.ACK, 100, 1), 0))
                .isFalse();
        assertThat(handshake.accepts(segment(TcpFlags.RST | TcpFlags.ACK, 0, 0), 0))
                .isFalse();
        assertThat(handshake.accepts(segment(TcpFlags.SYN | TcpFlags.ACK, 100, 0), 0))
                .isTrue();
    }

    @Test
    void theOldSocketIsResetWithTheNumberItNamesAndTheSynFollows() {
        handshake.accepts(segment(TcpFlags.ACK, 900, 77), 0);

        assertThat(sent).hasSize(3);
        assertThat(sent.get(1).isRst()).isTrue();
        assertThat(sent.get(1).seq()).isEqualTo(new SeqNum(77));
        assertThat(sent.get(2).isSyn()).isTrue();
    }

    @Test
    void manyChallengesAreAnsweredOnceForEachSyn() {
        for (int i = 0; i < 50; i++) {
            handshake.accepts(segment(TcpFlags.ACK, 900, 77), 0);
        }
        assertThat(sent).hasSize(3);
    }

    @Test
    void theSynIsRepeatedEverSlowerAndAtOnceWhenAServerListens() {
        int ticks = 1000;
        for (int i = 1; i <= ticks; i++) {
            handshake.tick(i * MILLI);
        }
        assertThat(sent).hasSizeBetween(8, 13);
        int before = sent.size();

        handshake.retryAtOnce(ticks * MILLI);

        assertThat(sent).hasSize(before + 1);
    }

    private static Segment segment(int flags, int seq, int ack) {
        return new Segment(new SeqNum(seq), new SeqNum(ack), flags, 100, 0, TcpOptions.NONE, Payload.EMPTY);
    }
}
