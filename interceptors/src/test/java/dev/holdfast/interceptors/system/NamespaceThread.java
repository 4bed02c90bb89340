package dev.holdfast.interceptors.system;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A thread inside a network namespace: sockets and commands of its tasks belong there. */
final class NamespaceThread implements AutoCloseable {

    private static final MethodHandle SETNS =
            Libc.function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final int CLONE_NEWNET = 0x4000_0000;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    NamespaceThread(String namespace) throws Exception {
        call(() -> enter(namespace));
    }

    private static int enter(String namespace) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int fd = Libc.check(
                    FileCalls.open(arena.allocateFrom("/var/run/netns/" + namespace), FileCalls.O_CLOEXEC),
                    "open the namespace");
            int result = (int) SETNS.invokeExact(Libc.errnoCapture(), fd, CLONE_NEWNET);
            FileCalls.close(fd);
            return Libc.check(result, "setns");
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            throw Libc.unexpected(t);
        }
    }

    <T> T call(Callable<T> task) throws Exception {
        try {
            return thread.submit(task).get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    void start(Runnable task) {
        thread.execute(task);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
