package dev.holdfast.actors.cli.journal;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Says on stderr how far a pass is, if that is a terminal. Entries may come on any thread. */
final class Progress implements Consumer<Entry>, AutoCloseable {

    private static final boolean TERMINAL =
            System.getProperty("holdfast.terminals", "").contains("err");
    private static final long EVERY_NANOS = 250_000_000;

    private final long beganNanos = System.nanoTime();
    private final AtomicLong saidNanos = new AtomicLong(beganNanos);
    private final LongAdder entries = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    @Override
    public void accept(Entry entry) {
        entries.increment();
        bytes.add(EntryFormat.length(entry));
        if (TERMINAL) {
            say();
        }
    }

    private void say() {
        long said = saidNanos.get();
        long now = System.nanoTime();
        if (now - said > EVERY_NANOS && saidNanos.compareAndSet(said, now)) {
            System.err.printf(
                    "\r%,d events, %,d MB, %,.0f MB/s\u001b[K", entries(), bytes() / 1_000_000, megabytesPerSecond());
        }
    }

    long entries() {
        return entries.sum();
    }

    long bytes() {
        return bytes.sum();
    }

    double seconds() {
        return (System.nanoTime() - beganNanos) / 1e9;
    }

    double megabytesPerSecond() {
        return bytes() / 1e6 / seconds();
    }

    @Override
    public void close() {
        clear();
    }

    /** Takes the line away: something else is to be said. */
    void clear() {
        if (TERMINAL && saidNanos.get() != beganNanos) {
            System.err.print("\r\u001b[K");
        }
    }
}
