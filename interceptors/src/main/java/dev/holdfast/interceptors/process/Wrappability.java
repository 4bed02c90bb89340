package dev.holdfast.interceptors.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells before start-up whether a command can be wrapped, so that no service is published that is not protected.
 *
 * <p>Scripts are followed to their interpreters, {@code env} to its program. Reads files only; safe for any thread.
 */
public final class Wrappability {

    private static final int DEPTH_MAX = 5;
    private static final int SCRIPT_LINE_MAX = 256;
    private static final int SET_ID_BITS = 06000;
    private static final String USE_ANOTHER = "use a build that is linked dynamically against glibc";
    private static final MethodHandle GETXATTR =
            Libc.function("getxattr", FunctionDescriptor.of(JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));

    private Wrappability() {}

    /**
     * @param command program and arguments
     * @param path directories to search, separated by colons as in PATH
     */
    public static Wrappable check(List<String> command, String path) {
        return check(command, path, 0);
    }

    private static Wrappable check(List<String> command, String path, int depth) {
        if (command.isEmpty()) {
            return new Wrappable.No("the command is empty", "name the server's program");
        }
        if (depth > DEPTH_MAX) {
            return new Wrappable.No("interpreters are nested too deep", "name the server's program itself");
        }
        Optional<Path> found = find(command.getFirst(), path);
        if (found.isEmpty()) {
            return new Wrappable.No("there is no program " + command.getFirst(), "give its path, or set PATH");
        }
        try {
            return file(found.get(), command, path, depth);
        } catch (IOException unreadable) {
            return new Wrappable.No("cannot read " + found.get(), "make it readable for Holdfast");
        }
    }

    private static Wrappable file(Path file, List<String> command, String path, int depth) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            return new Wrappable.No(file + " is not executable", "check its path and mode (chmod +x)");
        }
        Optional<ElfFile> elf = ElfFile.read(file);
        if (elf.isEmpty()) {
            return script(file, path, depth);
        }
        Optional<Wrappable> obstacle = obstacle(file, elf.get());
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        List<String> inner = programOfEnv(file, command);
        return inner.isEmpty() ? new Wrappable.Yes(file) : check(inner, path, depth + 1);
    }

    private static Optional<Wrappable> obstacle(Path file, ElfFile elf) throws IOException {
        if (!elf.is64()) {
            return no(file + " is a 32-bit program", "use a 64-bit build");
        }
        if (elf.machine() != ownMachine()) {
            return no(file + " is built for another processor", "use a build for this machine");
        }
        if (elf.isGo()) {
            return no(
                    file + " is a Go program: its system calls do not go through libc", "it can not be protected yet");
        }
        if (elf.interpreter().isEmpty()) {
            return no(file + " is linked statically", USE_ANOTHER);
        }
        if (!elf.interpreter().get().contains("/ld-linux")) {
            return no(
                    file + " is not linked against glibc but by "
                            + elf.interpreter().get(),
                    USE_ANOTHER);
        }
        if (((int) Files.getAttribute(file, "unix:mode") & SET_ID_BITS) != 0) {
            return no(
                    file + " is setuid or setgid: the dynamic linker ignores LD_PRELOAD",
                    "remove the bit and let Holdfast start it as the right user");
        }
        if (hasCapabilities(file)) {
            return no(
                    file + " has file capabilities: the dynamic linker ignores LD_PRELOAD",
                    "remove them (setcap -r) and let Holdfast start it as the right user");
        }
        return Optional.empty();
    }

    private static Optional<Wrappable> no(String reason, String remedy) {
        return Optional.of(new Wrappable.No(reason, remedy));
    }

    private static int ownMachine() {
        return "aarch64".equals(System.getProperty("os.arch")) ? 183 : 62;
    }

    /** The first line of a script: {@code #!interpreter [one argument]} (execve(2)). */
    private static Wrappable script(Path file, String path, int depth) throws IOException {
        byte[] start;
        try (InputStream in = Files.newInputStream(file)) {
            start = in.readNBytes(SCRIPT_LINE_MAX);
        }
        String line = new String(start, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
        if (!line.startsWith("#!") || line.substring(2).isBlank()) {
            return new Wrappable.No(
                    file + " is neither an ELF program nor a script with #!", "check that it is the right file");
        }
        List<String> command = new ArrayList<>(List.of(line.substring(2).strip().split("[ \t]+", 2)));
        command.add(file.toString());
        return check(command, path, depth + 1);
    }

    /** {@code env [NAME=VALUE...] PROGRAM...} becomes the program; options are not understood, then env itself has to do. */
    private static List<String> programOfEnv(Path file, List<String> command) {
        if (!file.endsWith("env")) {
            return List.of();
        }
        List<String> rest = command.stream()
                .skip(1)
                .dropWhile(word -> word.indexOf('=') > 0)
                .toList();
        return rest.isEmpty() || rest.getFirst().startsWith("-") ? List.of() : rest;
    }

    private static Optional<Path> find(String program, String path) {
        if (program.indexOf('/') >= 0) {
            return Optional.of(Path.of(program)).filter(Files::exists);
        }
        for (String directory : path.split(":", -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "." : directory, program);
            if (!program.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static boolean hasCapabilities(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long size = (long) GETXATTR.invokeExact(
                    Libc.errnoCapture(),
                    arena.allocateFrom(file.toRealPath().toString()),
                    arena.allocateFrom("security.capability"),
                    MemorySegment.NULL,
                    0L);
            return size > 0;
        } catch (IOException failed) {
            throw failed;
        } catch (Throwable thrown) {
            throw Libc.unexpected(thrown);
        }
    }
}
