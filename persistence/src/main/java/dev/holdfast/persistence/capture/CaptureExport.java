package dev.holdfast.persistence.capture;

import dev.holdfast.persistence.inspect.EntryCursor;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.inspect.Recorded;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.protocol.connection.ConnectionEvent;
import java.io.IOException;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The selected connections of a journal as one capture, in the order of time. Holds a page of events for each connection. Owned by
 * one thread.
 *
 * @param payload whether the clients' bytes are shown
 */
public record CaptureExport(JournalPass pass, boolean payload, Outbound outbound) {

    /**
     * @throws IOException if {@code out} can not be written
     * @throws dev.holdfast.persistence.journal.JournalDamagedException if an entry is not what was written
     */
    public void to(PcapngWriter out) throws IOException {
        PriorityQueue<Source> sources = new PriorityQueue<>(Comparator.comparingLong(Source::nextMillis));
        for (String id : pass.ids()) {
            Source source =
                    new Source(new EntryCursor(pass.journal(), id), new ConnectionCapture(out, outbound, payload));
            if (source.next() != null) {
                sources.add(source);
            }
        }
        for (Source source = sources.poll(); source != null; source = sources.poll()) {
            source.step(pass);
            if (source.next() != null) {
                sources.add(source);
            } else {
                source.packets.end();
            }
        }
    }

    /** A connection on its way. */
    private record Source(EntryCursor entries, ConnectionCapture packets) {

        @Nullable
        Entry next() {
            return entries.peek();
        }

        long nextMillis() {
            Entry next = next();
            return next == null ? Long.MAX_VALUE : next.timestampMillis();
        }

        void step(JournalPass pass) throws IOException {
            Entry entry = entries.take();
            if (entry == null) {
                return;
            }
            pass.progress().accept(entry);
            if (Recorded.of(entry).event() instanceof ConnectionEvent event) {
                packets.add(event, entry.timestampMillis());
            }
        }
    }
}
