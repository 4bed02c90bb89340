package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An array of {@code struct mmsghdr}, each with one {@code struct iovec}; the offsets are those of 64-bit Linux. */
final class MessageVector implements AutoCloseable {

    private static final int MMSGHDR = 64;
    private static final int IOVEC = 16;
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_FLAGS = 48;
    private static final int MSG_LEN = 56;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers;
    private final MemorySegment vectors;

    MessageVector(int entries) {
        headers = arena.allocate((long) entries * MMSGHDR, 64);
        vectors = arena.allocate((long) entries * IOVEC, 64);
        for (int i = 0; i < entries; i++) {
            headers.set(ADDRESS, (long) i * MMSGHDR + MSG_IOV, vectors.asSlice((long) i * IOVEC, IOVEC));
            headers.set(JAVA_LONG, (long) i * MMSGHDR + MSG_IOVLEN, 1);
        }
    }

    /** The array from entry {@code first} on. */
    MemorySegment from(int first) {
        return first == 0 ? headers : headers.asSlice((long) first * MMSGHDR);
    }

    void set(int entry, MemorySegment memory, long offset, long length) {
        vectors.set(JAVA_LONG, (long) entry * IOVEC, memory.address() + offset);
        vectors.set(JAVA_LONG, (long) entry * IOVEC + 8, length);
    }

    long length(int entry) {
        return vectors.get(JAVA_LONG, (long) entry * IOVEC + 8);
    }

    /** The bytes that the kernel moved for {@code entry}. */
    int moved(int entry) {
        return headers.get(JAVA_INT, (long) entry * MMSGHDR + MSG_LEN);
    }

    int flags(int entry) {
        return headers.get(JAVA_INT, (long) entry * MMSGHDR + MSG_FLAGS);
    }

    @Override
    public void close() {
        arena.close();
    }
}
