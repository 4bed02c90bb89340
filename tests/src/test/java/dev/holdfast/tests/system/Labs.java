package dev.holdfast.tests.system;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.Procfs;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What system tests have in common: labs of their own names, removed before and after. */
final class Labs {

    static final int PORT = 9000;
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private Labs() {}

    static LabRequest request(String name, List<String> server) {
        return LabRequest.of(name, PORT, server);
    }

    /** Removes what an interrupted run may have left first. */
    static Lab up(LabRequest request) {
        Lab.down(request.name());
        return Lab.up(request);
    }

    /** The checking client with connections that last until it is interrupted, one for each of {@code modes}. */
    static List<String> lastingStreams(String address, String modes, int bytesPerSecond) {
        String forEver = "1000000000000";
        List<String> command = new ArrayList<>(
                SystemPrograms.python("streamclient.py", "--host", address, "--port", Integer.toString(PORT)));
        command.addAll(List.of("--mixed", "--split", "--progress", "--mode", modes));
        command.addAll(List.of("--connections", Integer.toString(modes.split(",", -1).length)));
        command.addAll(List.of("--bytes", forEver, "--lines", forEver, "--rate", Integer.toString(bytesPerSecond)));
        return command;
    }

    static Killer killer(Lab lab, Long... thresholds) {
        return new Killer(lab, Talk.toStderr(), List.of(thresholds));
    }

    /** Starts all that are dead: after all of them were, one alone finds no majority, and so no place. */
    static void startAtOnce(Lab lab, Function<LabHost, Duration> start) throws Exception {
        try (ExecutorService each = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Duration>> starts = lab.hosts().stream()
                    .map(host -> each.submit(() -> start.apply(host)))
                    .toList();
            for (Future<Duration> started : starts) {
                System.out.println("a host is there after " + started.get().toMillis() + " ms");
            }
        }
    }

    static Client client(Lab lab, List<String> command) {
        return Client.start(lab, command, (_, _) -> {});
    }

    /** What the lab of that name could leave on the machine outside of its own names; other labs may come and go. */
    static String machine(String name) throws IOException {
        try (var shared = Files.list(Path.of("/dev/shm"))) {
            return Tool.must("ip", "-o", "link").replaceAll("(?m)^.*(hf-(?!" + name + "-)|hfb-).*\n", "")
                    + Tool.must("ip", "rule")
                    + shared.filter(path -> path.toString().contains("holdfast"))
                            .sorted()
                            .map(Path::toString)
                            .collect(Collectors.joining("\n"));
        }
    }

    static boolean stillRuns(Procfs.Seen seen) {
        return Procfs.read(seen.pid())
                .filter(now -> now.startTicks() == seen.startTicks() && !now.dead())
                .isPresent();
    }
}
