package dev.holdfast.persistence.quorum;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** What lies between frames and the wire: TLS or nothing. Owned by one connection; the journal's thread. */
interface Tunnel {

    /**
     * Reads once and gives on to {@code frames} what can be read of it.
     *
     * @param buffer for what does not go to its place at once; its content is not kept
     * @return whether there may be more
     * @throws EOFException if the other side has closed
     */
    boolean read(SocketChannel from, ByteBuffer buffer, FrameReader frames) throws IOException;

    /** Goes on with what was read before a task. */
    default void readOn(FrameReader frames) throws IOException {}

    /** Writes until nothing is left, then true, or until the kernel takes no more. */
    boolean write(SendQueue pending, SocketChannel to, WireBuffers pool) throws IOException;

    default void close(WireBuffers pool) {}

    /** Whether the peer may call itself {@code node}. */
    boolean proves(String node);

    /** Work for another thread; {@link #read} and {@link #write} wait for {@link #taskDone}. */
    default @Nullable Runnable takeTask() {
        return null;
    }

    default void taskDone() {}

    /** Connections that others cannot reach, or a lab's. */
    final class Plain implements Tunnel {
        private static final int PIECES_MAX = 16;

        /** Of a long frame its first bytes are copied, with those of the next: the kernel puts the others where they belong. */
        private static final int AHEAD_BYTES = 32 << 10;

        @Override
        public boolean read(SocketChannel from, ByteBuffer buffer, FrameReader frames) throws IOException {
            ByteBuffer[] room = {frames.missing(), buffer.clear().limit(AHEAD_BYTES)};
            long wanted = remaining(room);
            long count = from.read(room);
            if (count < 0) {
                throw new EOFException("closed by the other side");
            }
            frames.filled();
            frames.accept(buffer.flip());
            return count == wanted;
        }

        @Override
        public boolean write(SendQueue pending, SocketChannel to, WireBuffers pool) throws IOException {
            boolean blocked = false;
            while (!blocked && !pending.isEmpty()) {
                ByteBuffer[] next = pending.first(PIECES_MAX);
                to.write(next);
                blocked = remaining(next) > 0;
                pending.settle();
            }
            return !blocked;
        }

        private static long remaining(ByteBuffer[] buffers) {
            long bytes = 0;
            for (ByteBuffer buffer : buffers) {
                bytes += buffer.remaining();
            }
            return bytes;
        }

        @Override
        public boolean proves(String node) {
            return true;
        }
    }

    /** Moves what fits. */
    static void move(ByteBuffer from, ByteBuffer to) {
        int part = Math.min(from.remaining(), to.remaining());
        to.put(to.position(), from, from.position(), part);
        from.position(from.position() + part);
        to.position(to.position() + part);
    }
}
