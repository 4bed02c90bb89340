package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.tls.NodeIdentity;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 (RFC 8446) by the JDK's engine. The costly parts of a handshake are {@link #takeTask tasks} for another thread: a
 * stranger's handshake does not delay heartbeats.
 */
final class TlsTunnel implements Tunnel {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int SOURCES_MAX = 16;

    private final SSLEngine engine;
    private final ArrayDeque<ByteBuffer> flight = new ArrayDeque<>();
    private final ByteBuffer partial;
    private ByteBuffer plain;
    private @Nullable Runnable task;
    private boolean waits;
    private @Nullable ByteBuffer wire;

    TlsTunnel(SSLEngine engine) throws IOException {
        this.engine = engine;
        this.partial = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
        this.plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        engine.beginHandshake();
    }

    @Override
    public boolean read(SocketChannel from, ByteBuffer buffer, FrameReader frames) throws IOException {
        int count = from.read(buffer.clear());
        if (count < 0) {
            throw new EOFException("closed by the other side");
        }
        unwrap(buffer.flip(), frames);
        return count == buffer.capacity();
    }

    @Override
    public void readOn(FrameReader frames) throws IOException {
        unwrap(NOTHING, frames);
    }

    private void unwrap(ByteBuffer came, FrameReader frames) throws IOException {
        do {
            Tunnel.move(came, partial);
            partial.flip();
            try {
                advance(frames);
            } finally {
                partial.compact();
            }
            if (came.hasRemaining() && !partial.hasRemaining()) {
                throw new MalformedMessageException("too much before the handshake is over");
            }
        } while (came.hasRemaining());
    }

    @Override
    public @Nullable Runnable takeTask() {
        Runnable taken = task;
        task = null;
        return taken;
    }

    @Override
    public void taskDone() {
        waits = false;
    }

    private void advance(FrameReader frames) throws IOException {
        boolean goesOn = !waits;
        while (goesOn) {
            goesOn = switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> delegate();
                case NEED_WRAP -> wrapFlight();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> unwrapRecord(frames);
            };
        }
    }

    private boolean delegate() {
        task = engine.getDelegatedTask();
        waits = task != null;
        return !waits;
    }

    private boolean unwrapRecord(FrameReader frames) throws IOException {
        if (!partial.hasRemaining()) {
            return false;
        }
        SSLEngineResult result = guarded(() -> engine.unwrap(partial, plain));
        switch (result.getStatus()) {
            case BUFFER_OVERFLOW ->
                plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            case BUFFER_UNDERFLOW -> {
                return false;
            }
            case CLOSED -> throw new EOFException("closed by the other side");
            case OK -> {}
        }
        frames.accept(plain.flip());
        plain.clear();
        return true;
    }

    private boolean wrapFlight() throws IOException {
        ByteBuffer message = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = guarded(() -> engine.wrap(NOTHING, message));
        if (result.getStatus() == SSLEngineResult.Status.CLOSED && result.bytesProduced() == 0) {
            throw new EOFException("closed");
        }
        flight.add(message.flip());
        return true;
    }

    @Override
    public boolean write(SendQueue pending, SocketChannel to, WireBuffers pool) throws IOException {
        ByteBuffer out = wire == null ? pool.take() : wire;
        wire = out;
        boolean blocked = false;
        while (!blocked && wrap(pending, out)) {
            to.write(out.flip());
            blocked = out.hasRemaining();
            out.compact();
        }
        if (!blocked) {
            close(pool);
        }
        return !blocked;
    }

    @Override
    public void close(WireBuffers pool) {
        ByteBuffer out = wire;
        if (out != null) {
            wire = null;
            pool.giveBack(out);
        }
    }

    /** Moves as much as there is room for; whether there is anything to be written now. */
    private boolean wrap(SendQueue pending, ByteBuffer out) throws IOException {
        while (!waits && engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
            wrapFlight();
        }
        while (!flight.isEmpty() && out.hasRemaining()) {
            Tunnel.move(flight.getFirst(), out);
            if (!flight.getFirst().hasRemaining()) {
                flight.removeFirst();
            }
        }
        int record = engine.getSession().getPacketBufferSize();
        while (!pending.isEmpty() && flight.isEmpty() && isOpen() && out.remaining() >= record) {
            guarded(() -> engine.wrap(pending.first(SOURCES_MAX), out));
            pending.settle();
        }
        return out.position() > 0;
    }

    private interface Step {
        SSLEngineResult run() throws SSLException;
    }

    /** The engine may meet anything in what a stranger sends, and not all that it throws then is declared (I12). */
    private static SSLEngineResult guarded(Step step) throws SSLException {
        try {
            return step.run();
        } catch (RuntimeException confused) {
            throw new SSLException("TLS: " + confused, confused);
        }
    }

    private boolean isOpen() {
        return engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public boolean proves(String node) {
        return NodeIdentity.belongsTo(node, engine.getSession());
    }
}
