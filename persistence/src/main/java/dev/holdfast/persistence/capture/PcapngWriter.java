package dev.holdfast.persistence.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the pcapng file format (draft-ietf-opsawg-pcapng): one section, one interface of raw IP packets, little-endian. Owned by
 * one thread.
 */
public final class PcapngWriter {

    private static final int SECTION_HEADER = 0x0A0D_0D0A;
    private static final int INTERFACE = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B_3C4D;
    private static final short LINKTYPE_RAW = 101;
    private static final short OPTION_COMMENT = 1;
    private static final int COMMENT_BYTES_MAX = 32_000;

    private final OutputStream out;

    /** Writes the file's head. */
    public PcapngWriter(OutputStream out) throws IOException {
        this.out = out;
        block(
                SECTION_HEADER,
                buffer(16)
                        .putInt(BYTE_ORDER_MAGIC)
                        .putShort((short) 1)
                        .putShort((short) 0)
                        .putLong(-1));
        block(INTERFACE, buffer(8).putShort(LINKTYPE_RAW).putShort((short) 0).putInt(0));
    }

    /**
     * @param micros since 1970
     * @param packet an IP packet, or its beginning
     * @param length of the whole packet
     * @param comment empty for none
     */
    void packet(long micros, byte[] packet, int length, String comment) throws IOException {
        byte[] text = comment.getBytes(StandardCharsets.UTF_8);
        int textBytes = Math.min(text.length, COMMENT_BYTES_MAX);
        int options = textBytes == 0 ? 0 : 4 + padded(textBytes) + 4;
        ByteBuffer body = buffer(20 + padded(packet.length) + options)
                .putInt(0)
                .putInt((int) (micros >>> 32))
                .putInt((int) micros)
                .putInt(packet.length)
                .putInt(length)
                .put(packet);
        body.position(20 + padded(packet.length));
        if (textBytes > 0) {
            body.putShort(OPTION_COMMENT).putShort((short) textBytes).put(text, 0, textBytes);
        }
        block(ENHANCED_PACKET, body);
    }

    private void block(int type, ByteBuffer body) throws IOException {
        int total = 12 + body.capacity();
        out.write(buffer(8).putInt(type).putInt(total).array());
        out.write(body.array(), body.arrayOffset(), body.capacity());
        out.write(buffer(4).putInt(total).array());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }
}
