package dev.holdfast.interceptors.libc;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * How a C function is found and how its {@code errno} is read; safe for any thread.
 *
 * <p>Every handle made by {@link #function} takes {@link #errnoCapture()} as its first argument.
 */
public final class Libc {

    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int ENOBUFS = 105;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> CAPTURE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURED));

    private static final MethodHandle STRERROR =
            LINKER.downcallHandle(find("strerror"), FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));

    private Libc() {}

    /** A handle for {@code name}; its first parameter is the errno capture of the calling thread. */
    public static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(find(name), descriptor, Linker.Option.captureCallState("errno"));
    }

    /** Like {@link #function} for a C function with {@code ...} after its first {@code fixed} parameters. */
    public static MethodHandle variadicFunction(String name, FunctionDescriptor descriptor, int fixed) {
        return LINKER.downcallHandle(
                find(name), descriptor, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(fixed));
    }

    private static MemorySegment find(String name) {
        return SYMBOLS.find(name).orElseThrow(() -> new IllegalStateException("the C library has no " + name));
    }

    public static MemorySegment errnoCapture() {
        return CAPTURE.get();
    }

    /** The errno of this thread's last call. */
    public static int errno() {
        return (int) ERRNO.get(CAPTURE.get(), 0L);
    }

    /**
     * Gives back {@code result} if it is not negative.
     *
     * @throws IOException naming {@code what} and the errno
     */
    public static int check(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + describe(errno()));
        }
        return result;
    }

    /** The C library's words for {@code errno}, with its number. */
    public static String describe(int errno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0) + " (errno " + errno + ")";
        } catch (Throwable thrown) {
            throw unexpected(thrown);
        }
    }

    /** Wraps what a method handle may declare to throw; a downcall itself throws nothing. */
    public static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a downcall threw", thrown);
    }
}
