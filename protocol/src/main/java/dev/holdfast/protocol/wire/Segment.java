package dev.holdfast.protocol.wire;

/**
 * A TCP segment without its addresses; the names are those of RFC 9293 section 3.3.1.
 *
 * @param wnd the window field as sent, 0 to 65535, unscaled
 * @param flags bits of {@link TcpFlags}
 * @param urgentPointer the field as sent; meaningful with URG
 */
public record Segment(
        SeqNum seq, SeqNum ack, int flags, int wnd, int urgentPointer, TcpOptions options, Payload payload) {

    /** Sequence space taken: payload, and one each for SYN and FIN. */
    public int len() {
        return payload.length() + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    public boolean isSyn() {
        return has(TcpFlags.SYN);
    }

    public boolean isFin() {
        return has(TcpFlags.FIN);
    }

    public boolean isRst() {
        return has(TcpFlags.RST);
    }

    public boolean isAck() {
        return has(TcpFlags.ACK);
    }

    public Segment withSeq(SeqNum newSeq) {
        return new Segment(newSeq, ack, flags, wnd, urgentPointer, options, payload);
    }

    public Segment withAck(SeqNum newAck, int newWnd) {
        return new Segment(seq, newAck, flags, newWnd, urgentPointer, options, payload);
    }

    public Segment withFlags(int newFlags) {
        return new Segment(seq, ack, newFlags, wnd, urgentPointer, options, payload);
    }

    public Segment withOptions(TcpOptions newOptions) {
        return new Segment(seq, ack, flags, wnd, urgentPointer, newOptions, payload);
    }

    public Segment withPayload(SeqNum newSeq, Payload newPayload) {
        return new Segment(newSeq, ack, flags, wnd, urgentPointer, options, newPayload);
    }

    /** The same segment with bytes that outlive the packet buffer. */
    public Segment owned() {
        return new Segment(seq, ack, flags, wnd, urgentPointer, options.withoutUnknown(), payload.owned());
    }

    @Override
    public String toString() {
        return TcpFlags.toString(flags) + " seq=" + seq + " ack=" + ack + " wnd=" + wnd + " " + payload;
    }
}
