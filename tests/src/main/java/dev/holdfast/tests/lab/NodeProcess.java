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

/** The node of a lab: a JVM of its own in the host's network, in a session of its own, so that it outlives `lab up`. */
final class NodeProcess {

    private static final String READY = "holdfast: ready";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LOG_LINES_SHOWN = 12;

    private NodeProcess() {}

    /** Starts it and waits until it serves; otherwise fails with what it said. */
    static void start(LabPlace place) {
        try {
            ProcessBuilder builder = new ProcessBuilder(place.host().entering(command(place)));
            builder.redirectErrorStream(true).redirectOutput(place.nodeLog().toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            Process process = builder.start();
            Files.writeString(place.nodePid(), Long.toString(process.pid()));
            awaitReady(place, process);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted", "");
        }
    }

    /** The pid that was started for this lab, if that process still runs; else 0. */
    static int pidIn(LabPlace place) {
        try {
            int pid = Integer.parseInt(Files.readString(place.nodePid()).strip());
            return Procfs.read(pid).filter(seen -> !seen.dead()).isPresent() ? pid : 0;
        } catch (IOException | NumberFormatException none) {
            return 0;
        }
    }

    /** nsenter and setsid replace themselves, so the pid is the JVM's. */
    private static List<String> command(LabPlace place) {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        words.addAll(List.of("-XX:+UseParallelGC", "-XX:TieredStopAtLevel=4", "-Dholdfast.home=" + Checkout.top()));
        String more = System.getenv("HOLDFAST_NODE_JAVA_OPTIONS");
        if (more != null && !more.isBlank()) {
            words.addAll(List.of(more.strip().split("\\s+", -1)));
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.holdfast.actors.cli.Holdfast"));
        words.addAll(List.of("node", "--config", place.configuration().toString()));
        return words;
    }

    private static void awaitReady(LabPlace place, Process process) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.readAllLines(place.nodeLog()).stream().noneMatch(READY::equals)) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new CommandFailure(
                        ExitCode.of(process.exitValue() == 0 ? ExitCode.FAILED.number() : process.exitValue()),
                        "the node ended before it served (exit code " + process.exitValue() + ")",
                        "it said:\n" + lastWords(place.nodeLog()) + lastWords(place.serverLog()));
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailure(
                        ExitCode.TIMED_OUT,
                        "the node did not serve within " + PATIENCE.toSeconds() + " s",
                        "it said:\n" + lastWords(place.nodeLog()) + lastWords(place.serverLog()));
            }
        }
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
