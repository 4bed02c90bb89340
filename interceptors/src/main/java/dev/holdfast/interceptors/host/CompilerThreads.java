package dev.holdfast.interceptors.host;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What this JVM's compilers want of the processors. (The JVM itself counts a compilation when it has succeeded, and with the time in
 * which it waited: nothing for one that goes on, too much for one that is over.)
 */
public final class CompilerThreads {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final Pattern COMPILER = Pattern.compile("C[12] Compiler");

    private CompilerThreads() {}

    /**
     * How long they ran, or waited for a processor, since they began (schedstat in proc(5)), in nanoseconds; 0 where the kernel does not
     * tell. Reads a file for each thread of the process; any thread.
     */
    public static long wantedNanos() {
        long sum = 0;
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(TASKS)) {
            for (Path thread : threads) {
                sum += wantedNanos(thread);
            }
        } catch (IOException | DirectoryIteratorException untold) {
            return 0;
        }
        return sum;
    }

    private static long wantedNanos(Path thread) {
        try {
            if (!COMPILER.matcher(Files.readString(thread.resolve("comm"))).lookingAt()) {
                return 0;
            }
            String[] ranWaitedSlices =
                    Files.readString(thread.resolve("schedstat")).split(" ", -1);
            return Long.parseLong(ranWaitedSlices[0]) + Long.parseLong(ranWaitedSlices[1]);
        } catch (IOException ended) {
            return 0;
        }
    }
}
