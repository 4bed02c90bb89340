package dev.holdfast.interceptors.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command line of the host, run without a shell, in the network namespace of the calling thread.
 *
 * <p>It ends within its time limit, or is killed; of its output the first {@value #OUTPUT_MAX} bytes are kept. Any thread.
 */
public record Command(List<String> line, String input, Duration limit) {

    /** How it ended; {@code error} is what it wrote to stderr. */
    public record Result(int exit, String output, String error) {
        public boolean ok() {
            return exit == 0;
        }
    }

    private static final int OUTPUT_MAX = 1 << 20;
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
    private static final Map<String, String> PACKAGES =
            Map.of("ip", "iproute2", "nft", "nftables", "sysctl", "procps", "ethtool", "ethtool");

    public Command {
        line = List.copyOf(line);
    }

    public static Command of(String... line) {
        return new Command(List.of(line), "", DEFAULT_LIMIT);
    }

    public static Command of(List<String> line) {
        return new Command(line, "", DEFAULT_LIMIT);
    }

    public Command withInput(String text) {
        return new Command(line, text, limit);
    }

    public Command withLimit(Duration newLimit) {
        return new Command(line, input, newLimit);
    }

    /** The same command inside the network namespace {@code name}. */
    public Command inNamespace(String name) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(line);
        return new Command(inside, input, limit);
    }

    /**
     * Runs it and gives its output.
     *
     * @throws CommandFailed if it cannot be started, takes too long or exits with anything but 0
     */
    public String run() throws CommandFailed {
        Result result = attempt();
        if (!result.ok()) {
            throw failure(result);
        }
        return result.output();
    }

    /** What {@link #run} throws for {@code result}. */
    public CommandFailed failure(Result result) {
        return new CommandFailed("`%s` failed (exit %d): %s%s"
                .formatted(text(), result.exit(), result.error().strip(), advice(result.error())));
    }

    /**
     * Runs it and gives back however it ended.
     *
     * @throws CommandFailed if it cannot be started or takes too long
     */
    public Result attempt() throws CommandFailed {
        Process process = start();
        try {
            CompletableFuture<String> output = reading(process.getInputStream());
            CompletableFuture<String> error = reading(process.getErrorStream());
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException endedBeforeItReadAll) {
                // its exit code tells
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CommandFailed("`%s` did not end within %s".formatted(text(), limit));
            }
            return new Result(process.exitValue(), output.join(), error.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted while running `" + text() + "`", e);
        } finally {
            process.destroyForcibly();
        }
    }

    public String text() {
        return String.join(" ", line);
    }

    private Process start() throws CommandFailed {
        try {
            return new ProcessBuilder(line).start();
        } catch (IOException e) {
            String tool = line.getFirst();
            String from = PACKAGES.containsKey(tool) ? " (Debian package " + PACKAGES.get(tool) + ")" : "";
            throw new CommandFailed("cannot run `" + tool + "`; is it installed" + from + "? " + e.getMessage(), e);
        }
    }

    private static CompletableFuture<String> reading(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readNBytes(OUTPUT_MAX), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.complete("");
            }
        });
        return text;
    }

    private static String advice(String error) {
        boolean refused = error.contains("Operation not permitted") || error.contains("Permission denied");
        return refused ? " -- this needs the capabilities CAP_NET_ADMIN and CAP_NET_RAW: run as root" : "";
    }
}
