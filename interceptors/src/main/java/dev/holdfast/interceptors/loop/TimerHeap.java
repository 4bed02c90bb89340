package dev.holdfast.interceptors.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline, first come first served among equals; insertion and removal cost O(log n).
 *
 * <p>Owned by the loop's thread.
 */
final class TimerHeap {

    static final class Timer {
        final long deadline;
        final Runnable action;
        volatile boolean cancelled;
        private long order;
        private int index = -1;

        Timer(long deadline, Runnable action) {
            this.deadline = deadline;
            this.action = action;
        }

        private boolean before(Timer that) {
            long apart = deadline - that.deadline;
            return apart != 0 ? apart < 0 : order < that.order;
        }
    }

    private @Nullable Timer[] heap = new Timer[64];
    private int size;
    private long added;

    int size() {
        return size;
    }

    /** The earliest timer, not removed. */
    @Nullable
    Timer first() {
        return heap[0];
    }

    void add(Timer timer) {
        timer.order = added++;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        place(timer, size++);
        siftUp(timer);
    }

    /** Removes {@code timer} if it is here. */
    void remove(Timer timer) {
        int hole = timer.index;
        if (hole < 0) {
            return;
        }
        timer.index = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (last != timer) {
            place(last, hole);
            siftDown(last);
            siftUp(last);
        }
    }

    private void siftUp(Timer timer) {
        while (timer.index > 0) {
            Timer parent = at((timer.index - 1) >>> 1);
            if (!timer.before(parent)) {
                return;
            }
            swap(timer, parent);
        }
    }

    private void siftDown(Timer timer) {
        while (true) {
            int child = 2 * timer.index + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && at(child + 1).before(at(child))) {
                child++;
            }
            if (!at(child).before(timer)) {
                return;
            }
            swap(timer, at(child));
        }
    }

    private void swap(Timer one, Timer other) {
        int index = one.index;
        place(one, other.index);
        place(other, index);
    }

    private void place(Timer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }

    private Timer at(int index) {
        Timer timer = heap[index];
        if (timer == null) {
            throw new AssertionError("hole in the timer heap at " + index);
        }
        return timer;
    }
}
