package dev.holdfast.protocol.recovery;

import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends the client's logged bytes to a new server's TCP as a sender of its own: within the window, again when lost.
 *
 * <p>Bytes below {@code tailStart} come from the journal, later ones are handed over as the client sends them. The replayer stays
 * responsible for whatever it sent until the server acknowledged it, because the client will never send it again.
 */
public final class Replayer {

    /** Where a replayer's segments and wishes go. */
    public interface Channel {

        void send(long offset, Payload bytes, boolean fin);

        /** A segment that makes the server's TCP tell its window. */
        void probe();

        /** Journaled bytes from {@code offset} on are wanted; {@link Replayer#journalBytes} brings them. */
        void read(long offset, int bytesMax);
    }

    /** The server's TCP is on this host: what it has not acknowledged by then is lost, or it has no processor just now. */
    private static final long TIMEOUT_MIN_NANOS = 40_000_000;

    private static final long TIMEOUT_MAX_NANOS = 1_000_000_000;
    private static final int READ_BYTES = 512 << 10;
    private static final int DUPLICATE_ACKS = 3;
    private static final long NO_FIN = Long.MAX_VALUE;
    private static final long NOTHING = -1;

    private record Piece(long offset, Payload bytes, boolean fin) {
        long end() {
            return offset + bytes.length() + (fin ? 1 : 0);
        }
    }

    private final Channel channel;
    private final int segmentMax;
    private final long tailStart;
    private final Deque<Payload> ready = new ArrayDeque<>();
    private final TreeMap<Long, Payload> tail = new TreeMap<>();
    private final Deque<Piece> inFlight = new ArrayDeque<>();
    private long readOffset;
    private long readyBytes;
    private long tailBytes;
    private long requested = NOTHING;
    private boolean starved;
    private boolean grewMeanwhile;
    private long finOffset = NO_FIN;
    private long nxt;
    private long una;
    private long edge;
    private int duplicates;
    private long timeoutNanos = TIMEOUT_MIN_NANOS;
    private long dueNanos;

    /**
     * @param from first offset to send
     * @param tailStart first offset that {@link #tailBytes} brings
     * @param segmentMax payload bytes of one segment
     */
    public Replayer(long from, long tailStart, int segmentMax, Channel channel) {
        this.channel = channel;
        this.segmentMax = segmentMax;
        this.tailStart = tailStart;
        this.readOffset = from;
        this.nxt = from;
        this.una = from;
    }

    /** The next offset to be sent for the first time. */
    public long nxt() {
        return nxt;
    }

    /** Whether the server has acknowledged everything that was sent. */
    public boolean isSettled() {
        return inFlight.isEmpty();
    }

    public void finAt(long offset) {
        finOffset = offset;
    }

    /**
     * Bytes of the journal that follow what it brought so far; empty if it has none yet. An answer to a replay before this one
     * may be among them, so that emptiness is believed for a while only.
     */
    public void journalBytes(long offset, Payload bytes, long nowNanos) {
        if (offset == requested) {
            requested = NOTHING;
            starved = bytes.isEmpty() && !grewMeanwhile;
        }
        long end = Math.min(offset + bytes.length(), tailStart);
        if (offset <= readOffset && end > readOffset) {
            Payload news = bytes.slice((int) (readOffset - offset), (int) (end - readOffset));
            ready.add(news.owned());
            readyBytes += news.length();
            readOffset = end;
        }
        pump(nowNanos);
    }

    /** New bytes of the client, logged while the replay goes on; what lies before the tail the journal brings. */
    public void tailBytes(long offset, Payload bytes) {
        int before = Math.clamp(tailStart - offset, 0, bytes.length());
        if (before < bytes.length()) {
            addToTail(offset + before, bytes.from(before).owned());
        }
    }

    private void addToTail(long offset, Payload bytes) {
        Payload before = tail.put(offset, bytes);
        tailBytes += bytes.length() - (before == null ? 0 : before.length());
    }

    private void takeFirstOfTail() {
        Map.Entry<Long, Payload> first = tail.pollFirstEntry();
        tailBytes -= first == null ? 0 : first.getValue().length();
    }

    /** More of the client's bytes became readable in the journal. */
    public void journalGrew(long nowNanos) {
        starved = false;
        grewMeanwhile = true;
        pump(nowNanos);
    }

    /** What the server's TCP said: the next offset it expects, and how far it has room. */
    public void serverAck(long rcvNxt, long newEdge, boolean pure, long nowNanos) {
        if (rcvNxt > una) {
            una = rcvNxt;
            duplicates = 0;
            timeoutNanos = TIMEOUT_MIN_NANOS;
            dueNanos = nowNanos + timeoutNanos;
            while (!inFlight.isEmpty() && inFlight.peekFirst().end() <= una) {
                inFlight.removeFirst();
            }
            skipTo(una);
        } else if (pure && newEdge <= edge && !inFlight.isEmpty() && ++duplicates == DUPLICATE_ACKS) {
            resend(inFlight.peekFirst());
        }
        edge = Math.max(edge, newEdge);
        pump(nowNanos);
    }

    public void tick(long nowNanos) {
        if (nowNanos - dueNanos < 0) {
            return;
        }
        timeoutNanos = Math.min(timeoutNanos * 2, TIMEOUT_MAX_NANOS);
        dueNanos = nowNanos + timeoutNanos;
        starved = false;
        if (!inFlight.isEmpty()) {
            inFlight.forEach(this::resend);
        } else if (hasMore()) {
            channel.probe();
        }
        pump(nowNanos);
    }

    /** The server's TCP has, from before this replay, bytes that were to be sent next. */
    private void skipTo(long offset) {
        while (nxt < Math.min(offset, tailStart) && !ready.isEmpty()) {
            nxt += next((int) Math.min(Integer.MAX_VALUE, Math.min(offset, tailStart) - nxt))
                    .length();
        }
        nxt = Math.max(nxt, offset);
        readOffset = Math.max(readOffset, Math.min(nxt, tailStart));
        while (!tail.isEmpty() && tail.firstKey() + tail.firstEntry().getValue().length() <= nxt) {
            takeFirstOfTail();
        }
    }

    private boolean hasMore() {
        return readyBytes > 0 || !tail.isEmpty() || nxt == finOffset;
    }

    private void resend(Piece piece) {
        channel.send(piece.offset, piece.bytes, piece.fin);
    }

    private void pump(long nowNanos) {
        while (true) {
            int room = (int) Math.min(segmentMax, edge - nxt);
            Payload bytes = room > 0 ? next(room) : Payload.EMPTY;
            boolean fin = nxt + bytes.length() == finOffset;
            if (bytes.isEmpty() && !fin) {
                break;
            }
            if (inFlight.isEmpty()) {
                dueNanos = nowNanos + timeoutNanos;
            }
            Piece piece = new Piece(nxt, bytes, fin);
            inFlight.add(piece);
            nxt = piece.end();
            resend(piece);
        }
        readAhead();
    }

    /** What follows, as much as there is up to {@code room}, in one piece: many small segments overflow the server's socket. */
    private Payload next(int room) {
        Payload first = piece(nxt, room);
        if (first.isEmpty() || first.length() == room) {
            return first;
        }
        byte[] gathered = new byte[(int) Math.min(room, readyBytes + tailBytes + first.length())];
        int length = 0;
        for (Payload piece = first; !piece.isEmpty(); piece = piece(nxt + length, gathered.length - length)) {
            piece.copyTo(MemorySegment.ofArray(gathered), length);
            length += piece.length();
        }
        return Payload.of(gathered, 0, length);
    }

    private Payload piece(long at, int room) {
        if (room == 0) {
            return Payload.EMPTY;
        }
        if (at < tailStart) {
            Payload head = ready.peekFirst();
            if (head == null) {
                return Payload.EMPTY;
            }
            int length = Math.min(room, head.length());
            ready.removeFirst();
            if (length < head.length()) {
                ready.addFirst(head.from(length));
            }
            readyBytes -= length;
            return head.slice(0, length);
        }
        Map.Entry<Long, Payload> first = tail.firstEntry();
        if (first == null || first.getKey() > at) {
            return Payload.EMPTY;
        }
        takeFirstOfTail();
        Payload bytes = first.getValue()
                .from((int) Math.min(at - first.getKey(), first.getValue().length()));
        int length = Math.min(room, bytes.length());
        if (length < bytes.length()) {
            addToTail(at + length, bytes.from(length));
        }
        return bytes.slice(0, length);
    }

    private void readAhead() {
        if (requested == NOTHING && !starved && readOffset < tailStart && readyBytes < READ_BYTES) {
            requested = readOffset;
            grewMeanwhile = false;
            channel.read(readOffset, READ_BYTES);
        }
    }
}
