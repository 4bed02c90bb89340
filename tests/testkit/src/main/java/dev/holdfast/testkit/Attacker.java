package dev.holdfast.testkit;

import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.Segment;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpFlags;
import dev.holdfast.protocol.wire.TcpOptions;

/**
 * Someone off the path who knows the addresses and ports and guesses numbers, never an exact one and never data within the
 * window: what a bare kernel survives (RFC 5961), the wrap must survive (I12).
 */
final class Attacker {

    private final Dice dice;
    private final ModelTcp client;
    private final TcpProfile profile;

    Attacker(Dice dice, ModelTcp client, TcpProfile profile) {
        this.dice = dice;
        this.client = client;
        this.profile = profile;
    }

    /** A segment with the client's address. */
    Segment forge() {
        long beyond = client.sent() + dice.between(2, 50_000);
        SeqNum inWindow = SeqNum.atOffset(profile.iss(), beyond);
        SeqNum anywhere = SeqNum.atOffset(profile.iss(), client.sent() + dice.between(1 << 28, 1 << 30));
        SeqNum ack = new SeqNum((int) dice.next());
        Payload noise = Payload.of(new byte[dice.between(1, 200)]);
        return switch (dice.below(6)) {
            case 0 -> segment(inWindow, ack, TcpFlags.RST, Payload.EMPTY);
            case 1 -> segment(anywhere, ack, TcpFlags.RST | TcpFlags.ACK, Payload.EMPTY);
            case 2 -> segment(dice.chance(500) ? inWindow : anywhere, SeqNum.ZERO, TcpFlags.SYN, Payload.EMPTY);
            case 3 -> segment(anywhere, ack, TcpFlags.ACK, noise);
            case 4 ->
                segment(SeqNum.atOffset(profile.iss(), -dice.between(1 << 20, 1 << 29)), ack, TcpFlags.ACK, noise);
            default -> segment(anywhere, ack, TcpFlags.ACK | TcpFlags.FIN, Payload.EMPTY);
        };
    }

    private Segment segment(SeqNum seq, SeqNum ack, int flags, Payload payload) {
        TcpOptions options = TcpOptions.NONE.withTimestamps((int) dice.next(), (int) dice.next());
        return new Segment(seq, ack, flags, dice.below(0x10000), 0, options, payload);
    }
}
