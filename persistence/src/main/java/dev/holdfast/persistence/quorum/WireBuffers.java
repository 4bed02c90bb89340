package dev.holdfast.persistence.quorum;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Memory that the kernel reads and writes without another copy; as many as were ever blocked at once. The journal's thread. */
final class WireBuffers {

    static final int BYTES = 256 << 10;

    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    ByteBuffer take() {
        ByteBuffer last = free.pollLast();
        return last == null ? ByteBuffer.allocateDirect(BYTES) : last;
    }

    void giveBack(ByteBuffer buffer) {
        free.addLast(buffer.clear());
    }
}
