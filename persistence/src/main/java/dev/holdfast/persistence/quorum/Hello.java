package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.wire.Payload;

/**
 * The first frame each way on a connection between nodes; whoever does not begin with it is a stranger.
 *
 * <pre>
 *   length                 u32, at most {@value #BYTES_MAX}
 *   magic "HFQJ"           u32
 *   version of the frames  u16
 *   cluster, node          text, text
 *   life                   u64
 * </pre>
 *
 * @param cluster must be the same at both ends
 * @param node who speaks; under TLS its certificate says the same
 * @param life of its memory
 */
record Hello(String cluster, String node, long life) {

    static final int BYTES_MAX = 4 + 2 + 2 * (1 + MessageWriter.TEXT_BYTES_MAX) + 8;

    private static final int MAGIC = 0x4846514a;

    Outgoing encode() {
        return new MessageWriter()
                .i32(MAGIC)
                .u16(MessageCodec.VERSION)
                .text(cluster)
                .text(node)
                .i64(life)
                .finished();
    }

    /** @param frame without its length */
    static Hello decode(Payload frame) throws MalformedMessageException {
        MessageReader in = new MessageReader(frame);
        if (in.i32() != MAGIC) {
            throw new MalformedMessageException("does not speak this protocol");
        }
        int version = in.u16();
        if (version != MessageCodec.VERSION) {
            throw new MalformedMessageException(
                    "speaks version " + version + " of the journal's protocol, this node " + MessageCodec.VERSION);
        }
        return in.last(new Hello(in.text(), in.text(), in.natural()));
    }
}
