package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.RecordMemory;
import dev.holdfast.protocol.wire.Payload;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection: to a node once the peer's {@link Hello} has been believed, before that to a stranger. Whatever throws
 * {@link IOException} ends it; the message says why. Owned by the journal's thread.
 */
final class PeerConnection {

    /** What waits for one node at most; messages beyond it are lost (I11). */
    static final long PENDING_BYTES_MAX = 32 << 20;

    /** A record of the log may be longer than all that is put into one message: it is bounded by the connection's appends. */
    static final int FRAME_BYTES_MAX = 16 << 20;

    private static final long HELLO_NANOS = 3_000_000_000L;
    private static final long CONNECT_NANOS = 1_000_000_000L;

    /** A peer that is there gives signs of life; a route that is gone would only show after minutes. */
    private static final long SILENCE_NANOS = 2_000_000_000L;

    private static final long SIGN_NANOS = 250_000_000L;
    private static final int READS_MAX = 8;

    /** Hears what comes. */
    interface Listener {
        /** @throws IOException if it is not believed */
        void greeted(PeerConnection connection, Hello hello) throws IOException;

        void received(Hello from, MessageCodec.Addressed message);
    }

    final @Nullable String dialled;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Tunnel tunnel;
    private final FrameReader frames;
    private final Listener listener;
    private final SendQueue pending = new SendQueue();
    private final long bornNanos;
    private @Nullable Hello peer;
    private long heardNanos;
    private long sentNanos;

    /** @param dialled the node that was called, or null if it called */
    PeerConnection(
            SocketChannel channel,
            SelectionKey key,
            Tunnel tunnel,
            @Nullable String dialled,
            Hello own,
            RecordMemory memory,
            Listener listener,
            long now) {
        this.channel = channel;
        this.key = key;
        this.tunnel = tunnel;
        this.dialled = dialled;
        this.listener = listener;
        this.bornNanos = now;
        this.heardNanos = now;
        this.sentNanos = now;
        this.frames = new FrameReader(Hello.BYTES_MAX, memory::take, this::frame);
        pending.add(own.encode());
    }

    boolean isStranger() {
        return peer == null;
    }

    /** Takes what has come, through {@code buffer}, but leaves others their turn. */
    void read(ByteBuffer buffer, long now) throws IOException {
        heardNanos = now;
        for (int i = 0; i < READS_MAX; i++) {
            if (!tunnel.read(channel, buffer, frames)) {
                return;
            }
        }
    }

    /** Work for another thread, which then has {@link #taskDone} called here. */
    @Nullable
    Runnable takeTask() {
        return tunnel.takeTask();
    }

    /** Goes on with what has been read already. */
    void taskDone() throws IOException {
        tunnel.taskDone();
        tunnel.readOn(frames);
    }

    private void frame(Payload frame) throws IOException {
        Hello known = peer;
        if (known != null) {
            listener.received(known, MessageCodec.decode(frame));
            return;
        }
        Hello hello = Hello.decode(frame);
        if (!tunnel.proves(hello.node())) {
            throw new IOException("calls itself " + hello.node() + ", but its certificate does not");
        }
        listener.greeted(this, hello);
        frames.bytesMax(FRAME_BYTES_MAX);
        peer = hello;
    }

    /** Puts a frame at the end of the queue; false if that is full. */
    boolean send(Outgoing frame) {
        long bytes = frame.bytes();
        if (pending.bytes() + bytes > PENDING_BYTES_MAX || bytes > FRAME_BYTES_MAX) {
            return false;
        }
        pending.add(frame);
        return true;
    }

    /** Writes until nothing is left or the kernel takes no more; buffers come from {@code pool}, and go back there. */
    void flush(WireBuffers pool, long now) throws IOException {
        if (!channel.isConnected()) {
            return;
        }
        if (!pending.isEmpty()) {
            sentNanos = now;
        }
        boolean blocked = !tunnel.write(pending, channel, pool);
        int interest = SelectionKey.OP_READ | (blocked ? SelectionKey.OP_WRITE : 0);
        if (key.interestOps() != interest) {
            key.interestOps(interest);
        }
    }

    /** Called every few milliseconds. */
    void watch(WireBuffers pool, long now) throws IOException {
        if (!channel.isConnected() && now - bornNanos > CONNECT_NANOS) {
            throw new IOException("does not answer");
        }
        if (isStranger() && now - bornNanos > HELLO_NANOS) {
            throw new IOException("has not said who it is");
        }
        if (!isStranger() && now - heardNanos > SILENCE_NANOS) {
            throw new IOException("is silent");
        }
        if (!isStranger() && now - sentNanos > SIGN_NANOS && pending.isEmpty()) {
            pending.add(new Outgoing(ByteBuffer.allocate(Integer.BYTES), List.of()));
            flush(pool, now);
        }
    }

    void connect(SocketAddress address) throws IOException {
        channel.bind(null);
        Congestion.unpace(channel);
        channel.connect(address);
    }

    void finishConnect() throws IOException {
        channel.finishConnect();
    }

    /** Ends it; what TLS has to say about the reason is said. */
    void close(WireBuffers pool) {
        pending.clear();
        frames.close();
        try {
            flush(pool, sentNanos);
        } catch (IOException _) {
            // it is not told why, then
        }
        tunnel.close(pool);
        try {
            channel.close();
        } catch (IOException _) {
            // it is gone either way
        }
    }

    @Override
    public String toString() {
        Hello known = peer;
        return known != null ? known.node() : dialled != null ? dialled : remote();
    }

    private String remote() {
        try {
            return String.valueOf(channel.getRemoteAddress());
        } catch (IOException _) {
            return "a stranger";
        }
    }
}
