package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a short program of the system to its end and keeps what it said; safe for any thread. */
public final class Tool {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Tool() {}

    /** How a program ended: its exit code and what it printed. */
    public record Ended(int exit, String out, String err) {

        public boolean ok() {
            return exit == 0;
        }
    }

    /** Runs it; fails only when it can not be started or does not end in time. */
    public static Ended run(Duration patience, List<String> command) {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            CompletableFuture<String> err =
                    CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), Thread::startVirtualThread);
            CompletableFuture<String> out =
                    CompletableFuture.supplyAsync(() -> text(process.getInputStream()), Thread::startVirtualThread);
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new CommandFailure(
                        ExitCode.TIMED_OUT, String.join(" ", command) + " did not end within " + patience, "");
            }
            return new Ended(process.exitValue(), out.join(), err.join());
        } catch (IOException notStarted) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "can not run " + command.getFirst() + ": " + notStarted.getMessage(),
                    "is it installed and on the PATH?");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted", "");
        }
    }

    public static Ended run(String... command) {
        return run(PATIENCE, List.of(command));
    }

    /** Runs it; anything but exit code 0 is a failure that shows what the program said. */
    public static String must(String... command) {
        Ended ended = run(command);
        if (!ended.ok()) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "`" + String.join(" ", command) + "` failed: " + ended.err().strip(),
                    "");
        }
        return ended.out();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
