package dev.holdfast.interceptors.ring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * Memory without a name, of a size that nobody can change; only processes that are handed its descriptor can open it.
 *
 * <p>Shrinking is sealed, so no other process can make an access of ours fault. See memfd_create(2), fcntl(2) F_ADD_SEALS.
 */
final class SealedMemory implements AutoCloseable {

    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_SEAL = 1;
    private static final int F_SEAL_SHRINK = 2;
    private static final int F_SEAL_GROW = 4;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;

    private static final MethodHandle MEMFD_CREATE =
            Libc.function("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FTRUNCATE =
            Libc.function("ftruncate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle FCNTL =
            Libc.variadicFunction("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), 2);
    private static final MethodHandle MMAP = Libc.function(
            "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP =
            Libc.function("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle CLOSE = Libc.function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final int fd;
    private final MemorySegment address;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private boolean closed;

    private SealedMemory(int fd, MemorySegment address, long bytes) {
        this.fd = fd;
        this.address = address;
        this.memory = address.reinterpret(bytes, arena, null);
    }

    static SealedMemory create(String name, long bytes) throws IOException {
        try (Arena call = Arena.ofConfined()) {
            int fd = Libc.check(
                    (int) MEMFD_CREATE.invokeExact(
                            Libc.errnoCapture(), call.allocateFrom(name), MFD_CLOEXEC | MFD_ALLOW_SEALING),
                    "memfd_create");
            try {
                return sized(fd, bytes);
            } catch (IOException failed) {
                close(fd);
                throw failed;
            }
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static SealedMemory sized(int fd, long bytes) throws Throwable {
        Libc.check((int) FTRUNCATE.invokeExact(Libc.errnoCapture(), fd, bytes), "ftruncate");
        int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
        Libc.check((int) FCNTL.invokeExact(Libc.errnoCapture(), fd, F_ADD_SEALS, seals), "F_ADD_SEALS");
        MemorySegment address = (MemorySegment)
                MMAP.invokeExact(Libc.errnoCapture(), MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0L);
        if (address.address() == MAP_FAILED) {
            throw new IOException("mmap of the ring: errno " + Libc.errno());
        }
        return new SealedMemory(fd, address, bytes);
    }

    MemorySegment memory() {
        return memory;
    }

    /** Where another process that may look at ours can open it. */
    Path path() {
        return Path.of("/proc/" + ProcessHandle.current().pid() + "/fd/" + fd);
    }

    /** Later accesses throw: the memory is gone. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long bytes = memory.byteSize();
        arena.close();
        try {
            int _ = (int) MUNMAP.invokeExact(Libc.errnoCapture(), address, bytes);
            close(fd);
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }

    private static void close(int fd) throws Throwable {
        int _ = (int) CLOSE.invokeExact(Libc.errnoCapture(), fd);
    }
}
