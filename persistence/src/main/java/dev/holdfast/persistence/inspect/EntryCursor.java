package dev.holdfast.persistence.inspect;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The entries of one entity, taken one by one; a page of at most some {@value #PAGE_BYTES} bytes is kept. Owned by one thread. */
public final class EntryCursor {

    private static final int PAGE_BYTES = 1 << 16;
    private static final int PAGE_ENTRIES = 256;

    private final JournalReader journal;
    private final String id;
    private final Deque<Entry> page = new ArrayDeque<>();
    private long next = 1;
    private boolean ended;

    public EntryCursor(JournalReader journal, String id) {
        this.journal = journal;
        this.id = id;
    }

    /**
     * The next entry without taking it, null after the last.
     *
     * @throws dev.holdfast.persistence.journal.JournalDamagedException if it is not what was written
     */
    public @Nullable Entry peek() {
        if (page.isEmpty() && !ended) {
            fill();
        }
        return page.peekFirst();
    }

    /** As {@link #peek}, and goes on. */
    public @Nullable Entry take() {
        peek();
        return page.pollFirst();
    }

    private void fill() {
        long[] bytes = {0};
        journal.read(id, next, Long.MAX_VALUE, PAGE_ENTRIES, entry -> {
            page.add(entry);
            next = entry.sequenceNr() + 1;
            bytes[0] += entry.payload().length();
            return bytes[0] < PAGE_BYTES;
        });
        ended = page.isEmpty();
    }
}
