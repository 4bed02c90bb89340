package dev.holdfast.persistence.journal;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * One range of address space outside the heap; the kernel gives memory to a page when it is first written.
 *
 * <p>Huge pages are asked for: with them {@link #populate} is two to four times as fast. Where there is no {@code mmap} as on
 * Linux the memory is taken at once. Safe for any thread; access after {@link #close} throws IllegalStateException.
 */
final class Region implements AutoCloseable {

    private static final int PROT_READ_WRITE = 0x3;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x2 | 0x20 | 0x4000;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final long MAP_FAILED = -1;

    private final Arena arena = Arena.ofShared();
    private final boolean linux = System.getProperty("os.name").startsWith("Linux");
    private final MemorySegment memory;

    private Region(long bytes) {
        this.memory = linux ? mapped(bytes, arena) : arena.allocate(bytes, 4096);
    }

    static Region of(long bytes) {
        return new Region(bytes);
    }

    MemorySegment memory() {
        return memory;
    }

    /** Gives memory to pages that have none yet, their content unchanged; false if this kernel cannot (before 5.14). */
    boolean populate(long from, long length) {
        return linux && advise(memory.asSlice(from, length), length, MADV_POPULATE_WRITE) == 0;
    }

    @Override
    public void close() {
        arena.close();
    }

    private static int advise(MemorySegment range, long bytes, int advice) {
        try {
            return (int) Calls.MADVISE.invokeExact(range, bytes, advice);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static MemorySegment mapped(long bytes, Arena arena) {
        try {
            MemorySegment start = (MemorySegment) Calls.MMAP.invokeExact(
                    MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0L);
            if (start.address() == MAP_FAILED) {
                throw new JournalException("no address space for a memory journal of " + bytes + " bytes");
            }
            int _ = advise(start, bytes, MADV_HUGEPAGE);
            return start.reinterpret(bytes, arena, mapping -> unmap(mapping, bytes));
        } catch (RuntimeException | Error passed) {
            throw passed;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static void unmap(MemorySegment mapping, long bytes) {
        try {
            int _ = (int) Calls.MUNMAP.invokeExact(mapping, bytes);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Found when first used, so that other systems never look for them. */
    private static final class Calls {
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
        static final MethodHandle MMAP = call(
                "mmap", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS, LONG, INT, INT, INT, LONG));
        static final MethodHandle MADVISE = call("madvise", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG, INT));
        static final MethodHandle MUNMAP = call("munmap", FunctionDescriptor.of(INT, ValueLayout.ADDRESS, LONG));

        private static MethodHandle call(String name, FunctionDescriptor descriptor) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
        }
    }
}
