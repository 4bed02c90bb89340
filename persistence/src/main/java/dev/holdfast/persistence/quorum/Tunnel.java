package dev.holdfast.persistence.quorum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What lies between frames and the wire: TLS or nothing. Owned by one connection; the journal's thread. */
interface Tunnel {

    /** Takes all of {@code wire} and gives on to {@code frames} what can be read of it. */
    void unwrap(ByteBuffer wire, FrameReader frames) throws IOException;

    /**
     * Moves as much as there is room for to {@code wire}, and takes from {@code pending} the buffers that are through.
     *
     * @return how many bytes of {@code pending}
     */
    long wrap(ArrayDeque<ByteBuffer> pending, ByteBuffer wire) throws IOException;

    /** Whether the peer may call itself {@code node}. */
    boolean proves(String node);

    /** Work for another thread; {@link #unwrap} and {@link #wrap} wait for {@link #taskDone}. */
    default @Nullable Runnable takeTask() {
        return null;
    }

    default void taskDone() {}

    /** Connections that others cannot reach, or a lab's. */
    final class Plain implements Tunnel {
        @Override
        public void unwrap(ByteBuffer wire, FrameReader frames) throws IOException {
            frames.accept(wire);
        }

        @Override
        public long wrap(ArrayDeque<ByteBuffer> pending, ByteBuffer wire) {
            int before = wire.position();
            for (ByteBuffer next = pending.peek(); next != null && wire.hasRemaining(); next = pending.peek()) {
                move(next, wire);
                if (!next.hasRemaining()) {
                    pending.remove();
                }
            }
            return (long) wire.position() - before;
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
