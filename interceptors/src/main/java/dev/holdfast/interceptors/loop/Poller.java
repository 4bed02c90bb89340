package dev.holdfast.interceptors.loop;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.PollCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The descriptors that the loop watches, as the {@code struct pollfd} array of ppoll(2).
 *
 * <p>Entry i of the array is entry i of the list. Owned by the loop's thread.
 */
final class Poller {

    private static final int POLLFD = 8;
    private static final int BROKEN = PollCalls.POLLERR | PollCalls.POLLHUP | PollCalls.POLLNVAL;

    private static final class Watch {
        final int fd;
        final Runnable onReadable;
        boolean active = true;

        Watch(int fd, Runnable onReadable) {
            this.fd = fd;
            this.onReadable = onReadable;
        }
    }

    private final List<Watch> watches = new ArrayList<>();
    private final MemorySegment timeout = Arena.ofAuto().allocate(16, 8);
    private MemorySegment descriptors = Arena.ofAuto().allocate(8L * POLLFD, 8);
    private boolean stale;

    void add(int fd, Runnable onReadable) {
        for (Watch watch : watches) {
            if (watch.active && watch.fd == fd) {
                throw new IllegalStateException("descriptor " + fd + " is registered already");
            }
        }
        watches.add(new Watch(fd, onReadable));
        stale = true;
    }

    void remove(int fd) {
        for (Watch watch : watches) {
            if (watch.fd == fd) {
                watch.active = false;
                stale = true;
            }
        }
    }

    /** Waits until a descriptor is ready or {@code nanos} have passed; for ever if negative. Gives the number ready. */
    int await(long nanos) {
        if (stale) {
            rebuild();
        }
        MemorySegment limit = MemorySegment.NULL;
        if (nanos >= 0) {
            timeout.set(JAVA_LONG, 0, nanos / 1_000_000_000L);
            timeout.set(JAVA_LONG, 8, nanos % 1_000_000_000L);
            limit = timeout;
        }
        int ready = PollCalls.ppoll(descriptors, watches.size(), limit);
        if (ready < 0 && Libc.errno() != Libc.EINTR) {
            throw new IllegalStateException("ppoll: " + Libc.describe(Libc.errno()));
        }
        return Math.max(ready, 0);
    }

    /** Calls the callbacks of the {@code ready} descriptors found by the last {@link #await}. */
    void dispatch(int ready, FailureHandler failures) {
        int left = ready;
        int count = (int) (descriptors.byteSize() / POLLFD);
        for (int i = 0; left > 0 && i < count; i++) {
            short events = descriptors.get(JAVA_SHORT, (long) i * POLLFD + 6);
            if (events != 0) {
                left--;
                call(watches.get(i), events, failures);
            }
        }
    }

    /** A broken descriptor whose callback fails as well is watched no longer: it would spin. */
    private void call(Watch watch, short events, FailureHandler failures) {
        if (!watch.active) {
            return;
        }
        try {
            if ((events & PollCalls.POLLNVAL) != 0) {
                throw new IllegalStateException("descriptor " + watch.fd + " was closed while registered");
            }
            watch.onReadable.run();
        } catch (Throwable thrown) {
            if ((events & BROKEN) != 0) {
                watch.active = false;
                stale = true;
            }
            failures.failed("descriptor " + watch.fd, thrown);
        }
    }

    private void rebuild() {
        watches.removeIf(watch -> !watch.active);
        descriptors = Arena.ofAuto().allocate(Math.max(1L, watches.size()) * POLLFD, 8);
        for (int i = 0; i < watches.size(); i++) {
            descriptors.set(JAVA_INT, (long) i * POLLFD, watches.get(i).fd);
            descriptors.set(JAVA_SHORT, (long) i * POLLFD + 4, PollCalls.POLLIN);
        }
        stale = false;
    }
}
