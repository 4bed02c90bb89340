package dev.holdfast.actors.cli.journal;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import java.util.function.Consumer;

/** Says on stderr how far a pass is, if that is a terminal. Owned by one thread. */
final class Progress implements Consumer<Entry>, AutoCloseable {

    private static final boolean TERMINAL =
            System.getProperty("holdfast.terminals", "").contains("err");
    private static final long EVERY_NANOS = 250_000_000;
    private static final int LOOK_EVERY = 1024;

    private final long beganNanos = System.nanoTime();
    private long saidNanos = beganNanos;
    private long entries;
    private long bytes;

    @Override
    public void accept(Entry entry) {
        entries++;
        bytes += EntryFormat.length(entry);
        if (TERMINAL && entries % LOOK_EVERY == 0 && System.nanoTime() - saidNanos > EVERY_NANOS) {
            saidNanos = System.nanoTime();
            System.err.printf(
                    "\r%,d events, %,d MB, %,.0f MB/s\u001b[K", entries, bytes / 1_000_000, megabytesPerSecond());
        }
    }

    long entries() {
        return entries;
    }

    long bytes() {
        return bytes;
    }

    double seconds() {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    double megabytesPerSecond() {
        return bytes / 1e6 / seconds();
    }

    @Override
    public void close() {
        clear();
    }

    /** Takes the line away: something else is to be said. */
    void clear() {
        if (TERMINAL && saidNanos != beganNanos) {
            System.err.print("\r\u001b[K");
        }
    }
}
