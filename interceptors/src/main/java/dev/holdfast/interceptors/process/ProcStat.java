package dev.holdfast.interceptors.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The line of {@code /proc/PID/stat} (proc_pid_stat(5)).
 *
 * @param flags the kernel's PF_ bits of the main thread
 * @param exitCode as wait(2) gives it; 0 while the process runs, or if we may not know
 */
record ProcStat(char state, int parent, long flags, int exitCode) {

    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int FLAGS = 6;
    private static final int EXIT_CODE = 49;

    /** Empty if there is no such process. */
    static Optional<ProcStat> of(int pid) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
            return parse(new String(bytes, StandardCharsets.ISO_8859_1));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The program's name may hold anything, blanks and parentheses included: fields count from the last one. */
    static Optional<ProcStat> parse(String line) {
        int nameEnd = line.lastIndexOf(')');
        if (nameEnd < 0) {
            return Optional.empty();
        }
        String[] fields = line.substring(nameEnd + 1).strip().split(" ", -1);
        if (fields.length <= EXIT_CODE || fields[STATE].length() != 1) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcStat(
                    fields[STATE].charAt(0),
                    Integer.parseInt(fields[PARENT]),
                    Long.parseLong(fields[FLAGS]),
                    Integer.parseInt(fields[EXIT_CODE])));
        } catch (NumberFormatException strange) {
            return Optional.empty();
        }
    }
}
