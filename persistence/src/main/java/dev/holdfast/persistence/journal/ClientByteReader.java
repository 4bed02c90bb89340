package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.persistence.serialization.MalformedEventException;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.wire.Payload;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * A connection's inbound stream, read back from its logged events in order of the stream, from some offset on and as it grows.
 *
 * <p>Events are read once, in the order of the journal; of one that lies ahead of the stream only its place is remembered. So memory
 * is bounded whatever the order: about a megabyte of events, and {@link #AHEAD_MAX} places; if there are more, the farthest are
 * forgotten and looked for again when their turn comes. Owned by one thread at a time.
 */
public final class ClientByteReader {

    static final int AHEAD_MAX = 16_384;
    private static final int BATCH_BYTES = 1 << 20;

    private final JournalReader journal;
    private final String persistenceId;

    /** Contiguous from {@code offset}, ready to be given out. */
    private final Deque<Payload> ready = new ArrayDeque<>();

    /** Events ahead of the stream: offset of the first byte, and which entry it is. */
    private final TreeMap<Long, Long> ahead = new TreeMap<>();

    private long offset;
    private long readyEnd;
    private long readyBytes;
    private long nextSequenceNr = 1;
    private long finOffset = -1;

    /** Of the places that were forgotten: the nearest offset, and the first entry. */
    private long forgottenOffset = Long.MAX_VALUE;

    private long forgottenSequenceNr = Long.MAX_VALUE;

    /** @param fromOffset of the first byte wanted; offset 0 is the SYN, data begins at 1 */
    public ClientByteReader(JournalReader journal, String persistenceId, long fromOffset) {
        this.journal = journal;
        this.persistenceId = persistenceId;
        this.offset = fromOffset;
        this.readyEnd = fromOffset;
    }

    /** Of the byte that {@link #next} gives next. */
    public long offset() {
        return offset;
    }

    /** Whether the stream has been read to its end, which is the client's FIN. */
    public boolean finReached() {
        return offset == finOffset;
    }

    /**
     * The next bytes, at least one and at most {@code bytesMax}; empty as long as the next one is not in the journal.
     *
     * @throws JournalDamagedException if an entry is not what was written
     */
    public Payload next(int bytesMax) {
        if (readyBytes < bytesMax) {
            fill();
        }
        byte[] gathered = new byte[(int) Math.min(bytesMax, readyBytes)];
        int length = 0;
        while (length < gathered.length) {
            Payload first = ready.removeFirst();
            int taken = Math.min(first.length(), gathered.length - length);
            first.slice(0, taken).copyTo(MemorySegment.ofArray(gathered), length);
            if (taken < first.length()) {
                ready.addFirst(first.from(taken));
            }
            length += taken;
        }
        offset += length;
        readyBytes -= length;
        return Payload.of(gathered);
    }

    private void fill() {
        boolean scanned = false;
        while (readyBytes < BATCH_BYTES) {
            Map.Entry<Long, Long> nearest = ahead.firstEntry();
            if (nearest != null && nearest.getKey() <= readyEnd) {
                ahead.remove(nearest.getKey());
                journal.read(persistenceId, nearest.getValue(), nearest.getValue(), 1, this::take);
            } else if (forgottenOffset <= readyEnd) {
                nextSequenceNr = Math.min(nextSequenceNr, forgottenSequenceNr);
                forgottenOffset = Long.MAX_VALUE;
                forgottenSequenceNr = Long.MAX_VALUE;
                scanned = false;
            } else if (scanned) {
                return;
            } else {
                journal.read(persistenceId, nextSequenceNr, Long.MAX_VALUE, Long.MAX_VALUE, this::scan);
                scanned = ahead.isEmpty() || ahead.firstKey() > readyEnd;
            }
        }
    }

    /** Goes on until enough is ready or an event that was ahead is not any more. */
    private boolean scan(Entry entry) {
        nextSequenceNr = entry.sequenceNr() + 1;
        return take(entry) && readyBytes < BATCH_BYTES && (ahead.isEmpty() || ahead.firstKey() > readyEnd);
    }

    private boolean take(Entry entry) {
        if (entry.serializerId() == EventCodecs.SERIALIZER_ID
                && entry.manifest().equals(EventCodecs.clientBytesManifest())
                && decoded(entry) instanceof ClientBytesLogged event) {
            if (event.offset() > readyEnd) {
                remember(event.offset(), entry.sequenceNr());
            } else {
                accept(event);
            }
        }
        return true;
    }

    private static Object decoded(Entry entry) {
        try {
            return EventCodecs.decode(entry.manifest(), entry.payload());
        } catch (MalformedEventException malformed) {
            throw new JournalDamagedException(
                    entry.persistenceId() + " #" + entry.sequenceNr(), String.valueOf(malformed.getMessage()));
        }
    }

    private void accept(ClientBytesLogged event) {
        long known = readyEnd - event.offset();
        if (known < event.bytes().length()) {
            Payload fresh = event.bytes().from((int) known);
            ready.addLast(fresh);
            readyEnd += fresh.length();
            readyBytes += fresh.length();
        }
        if (event.fin()) {
            finOffset = event.offset() + event.bytes().length();
        }
    }

    private void remember(long at, long sequenceNr) {
        ahead.put(at, sequenceNr);
        if (ahead.size() > AHEAD_MAX) {
            Map.Entry<Long, Long> farthest = ahead.pollLastEntry();
            forgottenOffset = Math.min(forgottenOffset, farthest.getKey());
            forgottenSequenceNr = Math.min(forgottenSequenceNr, farthest.getValue());
        }
    }
}
