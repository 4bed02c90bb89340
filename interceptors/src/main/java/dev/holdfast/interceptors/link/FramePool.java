package dev.holdfast.interceptors.link;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The slots of one link: some to receive into, some for frames of our own.
 *
 * <p>Slots lent to other links are flushed by {@link #recall} before they are used again. Owned by the loop's thread.
 */
final class FramePool implements AutoCloseable {

    private static final int SLOT = (Frame.HEADROOM + Frame.IP_MAX + 4095) / 4096 * 4096;
    private static final int BORROWERS_MAX = 4;

    private final Arena arena = Arena.ofShared();
    private final Frame[] received;
    private final Frame[] blanks;
    private final Link[] borrowers = new Link[BORROWERS_MAX];
    private int borrowing;
    private int nextBlank;

    FramePool(int receiveSlots, int blankSlots) {
        MemorySegment memory = arena.allocate((long) SLOT * (receiveSlots + blankSlots), 4096);
        received = frames(memory, receiveSlots);
        blanks = frames(memory.asSlice((long) SLOT * receiveSlots), blankSlots);
    }

    private Frame[] frames(MemorySegment memory, int count) {
        Frame[] frames = new Frame[count];
        for (int i = 0; i < count; i++) {
            frames[i] = new Frame(memory.asSlice((long) i * SLOT, SLOT), this);
        }
        return frames;
    }

    int size() {
        return received.length;
    }

    Frame received(int slot) {
        return received[slot];
    }

    /** The next frame of our own; when all have been used, those lent are flushed first. */
    Frame blank() {
        if (nextBlank == blanks.length) {
            recall();
            nextBlank = 0;
        }
        Frame blank = blanks[nextBlank++];
        blank.plain(Frame.IPV4, 0);
        return blank;
    }

    @SuppressWarnings("ReferenceEquality") // a link is itself only
    void lendTo(Link link) {
        for (int i = 0; i < borrowing; i++) {
            if (borrowers[i] == link) {
                return;
            }
        }
        if (borrowing == BORROWERS_MAX) {
            recall();
        }
        borrowers[borrowing++] = link;
    }

    /** Flushes whoever still has to send something out of these slots. */
    void recall() {
        for (int i = 0; i < borrowing; i++) {
            borrowers[i].flush();
        }
        borrowing = 0;
    }

    @Override
    public void close() {
        arena.close();
    }
}
