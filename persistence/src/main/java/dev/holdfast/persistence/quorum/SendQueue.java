package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * What waits for one node, in order; payloads stay where they lie and are held until they are through. Owned by one connection; the
 * journal's thread.
 */
final class SendQueue {

    /** What lies in the heap the kernel gets by way of a buffer, which is filled anew whenever it took only a part. */
    private static final int HEAP_PIECE_BYTES = 64 << 10;

    private record Piece(ByteBuffer bytes, Payload held) {}

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private long bytes;

    /** Of all pieces that are not through as a whole. */
    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    void add(Outgoing frame) {
        add(frame.head(), Payload.EMPTY);
        for (Payload payload : frame.payloads()) {
            int step = payload.memory().isNative() ? payload.length() : HEAP_PIECE_BYTES;
            for (int from = 0; from < payload.length(); from += step) {
                Payload piece = payload.slice(from, Math.min(step, payload.length() - from));
                piece.hold();
                add(piece.asBuffer(), piece);
            }
        }
    }

    private void add(ByteBuffer piece, Payload held) {
        bytes += piece.remaining();
        pieces.add(new Piece(piece, held));
    }

    /** The first pieces, at most {@code max}; who has read of them calls {@link #settle}. */
    ByteBuffer[] first(int max) {
        ByteBuffer[] first = new ByteBuffer[Math.min(max, pieces.size())];
        Iterator<Piece> next = pieces.iterator();
        for (int i = 0; i < first.length; i++) {
            first[i] = next.next().bytes();
        }
        return first;
    }

    /** Lets go what is through. */
    void settle() {
        while (!pieces.isEmpty() && !pieces.getFirst().bytes().hasRemaining()) {
            drop();
        }
    }

    void clear() {
        while (!pieces.isEmpty()) {
            drop();
        }
    }

    private void drop() {
        Piece gone = pieces.removeFirst();
        bytes -= gone.bytes().limit();
        gone.held().release();
    }
}
