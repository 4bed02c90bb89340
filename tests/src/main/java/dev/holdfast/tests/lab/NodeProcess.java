package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node of a lab that was started just now: a JVM of its own in its host's network, in a session of its own, so that it
 * outlives `lab up`.
 */
final class NodeProcess {

    private static final String READY = "holdfast: ready";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOG_LINES_SHOWN = 12;

    private final HostPlace place;
    private final Process process;
    private final int linesBefore;
    private final long startedNanos = System.nanoTime();

    private NodeProcess(HostPlace place, Process process, int linesBefore) {
        this.place = place;
        this.process = process;
        this.linesBefore = linesBefore;
    }

    /** Starts it; {@link #awaitReady} says how that went. The log goes on where a former node's ended. */
    static NodeProcess launch(HostPlace place) {
        try {
            int linesBefore = Files.exists(place.nodeLog())
                    ? Files.readAllLines(place.nodeLog()).size()
                    : 0;
            ProcessBuilder builder = new ProcessBuilder(place.network().entering(command(place)));
            builder.redirectErrorStream(true);
            builder.redirectOutput(
                    ProcessBuilder.Redirect.appendTo(place.nodeLog().toFile()));
            builder.redirectInput(Path.of("/dev/null").toFile());
            Process process = builder.start();
            Files.writeString(place.nodePid(), Long.toString(process.pid()));
            return new NodeProcess(place, process, linesBefore);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The pid that was started for this host, if that process still runs; else 0. */
    static int pidIn(HostPlace place) {
        try {
            int pid = Integer.parseInt(Files.readString(place.nodePid()).strip());
            return Procfs.read(pid).filter(seen -> !seen.dead()).isPresent() ? pid : 0;
        } catch (IOException | NumberFormatException none) {
            return 0;
        }
    }

    /** nsenter and setsid replace themselves, so the pid is the JVM's. */
    private static List<String> command(HostPlace place) {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        words.add("@" + Checkout.top().resolve("packaging/node.options"));
        words.addAll(cache());
        words.add("-Djava.library.path=" + Checkout.top().resolve("tests/target/rocksdb"));
        words.add("-Dholdfast.home=" + Checkout.top());
        String more = System.getenv("HOLDFAST_NODE_JAVA_OPTIONS");
        if (more != null && !more.isBlank()) {
            words.addAll(List.of(more.strip().split("\\s+", -1)));
        }
        words.addAll(List.of("-cp", classPath(), "dev.holdfast.actors.cli.Holdfast"));
        words.addAll(List.of("node", "--config", place.configuration().toString()));
        return words;
    }

    /** This program's own, unless it says that its nodes have another: tests run from directories, for which there is no cache. */
    private static String classPath() {
        return System.getProperty("holdfast.node.class-path", System.getProperty("java.class.path"));
    }

    /** What the build's rehearsal taught the JVM (JEP 514), if there is any; a cache of another build is passed over by the JVM. */
    private static List<String> cache() {
        Path cache = Checkout.top().resolve("tests/target/node.aot");
        return Files.isRegularFile(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off") : List.of();
    }

    /** Waits until it found its place, serving or following; otherwise fails with what it said. Gives how long it took. */
    Duration awaitReady() {
        try {
            while (newLines().noneMatch(READY::equals)) {
                if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                    throw new CommandFailure(
                            ExitCode.of(process.exitValue() == 0 ? ExitCode.FAILED.number() : process.exitValue()),
                            "the node" + named() + " ended before it served (exit code " + process.exitValue() + ")",
                            whatItSaid());
                }
                if (sinceStart().compareTo(PATIENCE) > 0) {
                    throw new CommandFailure(
                            ExitCode.TIMED_OUT,
                            "the node" + named() + " did not serve within " + PATIENCE.toSeconds() + " s",
                            whatItSaid());
                }
            }
            return sinceStart();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted", "");
        }
    }

    private java.util.stream.Stream<String> newLines() throws IOException {
        return Files.readAllLines(place.nodeLog()).stream().skip(linesBefore);
    }

    private Duration sinceStart() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    private String named() {
        return place.name().equals(LabPlace.SOLE_HOST) ? "" : " of " + place.name();
    }

    private String whatItSaid() throws IOException {
        return "it said:\n" + lastWords(place.nodeLog()) + lastWords(place.serverLog());
    }

    static String lastWords(Path log) throws IOException {
        if (!Files.exists(log)) {
            return "";
        }
        List<String> lines = Files.readAllLines(log).stream()
                .filter(line -> !line.startsWith("\tat "))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size())) + "\n";
    }
}
