package dev.holdfast.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A reader's shell in the checkout, where {@code holdfast} is the launcher, too. For the test's thread. */
final class Shell {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path programs;

    /** @param directory where the link to the launcher goes */
    Shell(Path directory) throws IOException {
        programs = Files.createDirectory(directory.resolve("bin"));
        Files.createSymbolicLink(programs.resolve("holdfast"), Checkout.top().resolve("holdfast"));
    }

    /** Types it and waits for its end, which must be a good one; gives what it printed. */
    String type(String line) {
        long began = System.nanoTime();
        Tool.Ended ended = Tool.run(PATIENCE, command(line));
        System.err.printf("%5d ms  %s%n", (System.nanoTime() - began) / 1_000_000, line);
        assertThat(ended.exit()).as("%s%n%s%s", line, ended.out(), ended.err()).isZero();
        return ended.out();
    }

    /** Types it in another window. */
    Process typeElsewhere(String line) throws IOException {
        System.err.println("          " + line + " &");
        return new ProcessBuilder(command(line))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Types what lasts until it is interrupted, and interrupts it after its first line, which is given. */
    String glance(String line) throws IOException {
        Process lasting = typeElsewhere(line);
        try (BufferedReader said = lasting.inputReader()) {
            return CompletableFuture.supplyAsync(() -> firstLine(said), Thread::startVirtualThread)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } finally {
            lasting.descendants().forEach(ProcessHandle::destroy);
            lasting.destroy();
        }
    }

    private static String firstLine(BufferedReader said) {
        try {
            String line = said.readLine();
            return line == null ? "" : line;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private List<String> command(String line) {
        String path = programs + ":" + System.getenv("PATH");
        return List.of("env", "-C", Checkout.top().toString(), "PATH=" + path, "bash", "-c", line);
    }
}
