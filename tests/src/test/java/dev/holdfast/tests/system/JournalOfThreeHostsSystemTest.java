package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.Holdfast;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A redis session whose host loses its power: what the survivors' journals tell of it. */
@Tag("system")
class JournalOfThreeHostsSystemTest {

    private static final List<String> REDIS = List.of(
            "/usr/bin/redis-server",
            "--port",
            "9000",
            "--bind",
            "0.0.0.0",
            "--protected-mode",
            "no",
            "--save",
            "",
            "--appendonly",
            "no");
    private static final String REQUESTS = "1500";
    private static final long KILL_AFTER = 500;

    @TempDir
    Path directory = Path.of("");

    @Test
    void theSuccessorsJournalHoldsTheWholeSession() throws Exception {
        LabRequest request = Labs.request("tjhosts", REDIS)
                .withHosts(LabRequest.Hosts.THREE)
                .withJournal(LabRequest.JournalKind.DISK)
                .withJournalDirectory(directory.resolve("journals"));
        try (Lab lab = Labs.up(request)) {
            LabHost victim = lab.owner();
            Capture live;
            try (LiveCapture wire = new LiveCapture(lab, directory.resolve("live.pcap"))) {
                sessionWithOneHostKilled(lab, victim);
                live = wire.stop();
            }
            LabHost successor = lab.owner();
            assertThat(successor.name()).isNotEqualTo(victim.name());
            String socket = successor.place().adminSocket().toString();

            JsonNode connection = CommandLine.json("journal", "ls", "-o", "jsonl", "--node", socket);
            assertThat(connection.path("incarnations").asInt()).isEqualTo(2);
            assertThat(connection.path("writers").asInt()).isEqualTo(2);
            String id = connection.path("id").asText();
            assertEveryNodeFindsItOn(successor, id, lab);
            assertThat(CommandLine.run("journal", "verify", "--node", socket)).isEmpty();
            assertThat(CommandLine.run("journal", "tail", "-n", "3", "-o", "jsonl", "--node", socket))
                    .hasLineCount(3);
            assertExportIsTheWire(live, "--node", socket, "--conn", id);

            String copy = copyOf(successor).toString();
            assertThat(CommandLine.run("journal", "verify", "--journal", copy)).isEmpty();
            assertThat(CommandLine.run("journal", "diff", copy, socket)).isEmpty();
            assertExportIsTheWire(live, "--journal", copy, "--conn", id);
            assertTailFollowsTheSuccessor(lab, socket);
        }
    }

    /** Through the cluster's sharding; the witness holds a copy of the journal, but no connection. */
    private static void assertEveryNodeFindsItOn(LabHost owner, String id, Lab lab) throws IOException {
        for (LabHost asked : List.of(owner, lab.host("gamma"))) {
            String socket = asked.place().adminSocket().toString();
            JsonNode found = CommandLine.json("conn", "show", id, "-o", "json", "--socket", socket);
            assertThat(found.path("state").asText()).as(asked.name()).isEqualTo("closed");
            assertThat(found.path("events")).as(asked.name()).isNotEmpty();
            assertThat(found.path("node").asText(owner.name())).as(asked.name()).isEqualTo(owner.name());
        }
    }

    private static void sessionWithOneHostKilled(Lab lab, LabHost victim) throws InterruptedException {
        Killer killer = new Killer(lab, Talk.toStderr(), List.of(KILL_AFTER), _ -> lab.killHost(victim, false));
        List<String> session =
                SystemPrograms.python("redisclient.py", lab.addressing().vip(), "9000", "1", REQUESTS);
        try (Client client = Client.start(lab, session, (_, line) -> killer.progress(line))) {
            JsonNode report = client.json(Labs.PATIENCE);
            killer.settle();
            assertThat(report.path("ok").asBoolean())
                    .as(report + client.lastWords() + lab.nodesLastWords())
                    .isTrue();
            assertThat(killer.kills()).isEqualTo(1);
        }
    }

    private void assertExportIsTheWire(Capture live, String... from) {
        Path file = directory.resolve("export.pcapng");
        CommandLine.run(
                Stream.concat(Stream.of("journal", "export", "--pcapng", file.toString(), "--payload"), Stream.of(from))
                        .toArray(String[]::new));
        Capture exported = new Capture(file);
        assertThat(exported.sent()).isNotEmpty();
        assertThat(exported.sentSha256()).isEqualTo(live.sentSha256());
        assertThat(live.complaints()).containsAll(exported.complaints());
        assertThat(exported.field("frame.comment", "frame.comment")).contains("the server was replaced: incarnation ");
    }

    private Path copyOf(LabHost host) throws IOException {
        try (Stream<Path> below = Files.walk(directory.resolve("journals"))) {
            return below.filter(path -> path.endsWith(host.name())).findFirst().orElseThrow();
        }
    }

    /** In a process of its own, as it ends only when nobody reads it any more. */
    private static void assertTailFollowsTheSuccessor(Lab lab, String socket) throws Exception {
        try (ExecutorService hearing = Executors.newVirtualThreadPerTaskExecutor()) {
            Process tail = tail(socket);
            try {
                BufferedReader lines = tail.inputReader(StandardCharsets.UTF_8);
                Future<Boolean> heard = hearing.submit(() -> {
                    String latest = lines.readLine();
                    ping(lab);
                    return latest != null && lines.lines().anyMatch(line -> line.contains("connection-opened"));
                });
                assertThat(heard.get(Labs.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } finally {
                tail.destroyForcibly();
            }
        }
    }

    private static Process tail(String socket) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holdfast.class.getName()));
        command.addAll(List.of("journal", "tail", "-f", "-n", "1", "-o", "jsonl", "--node", socket));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void ping(Lab lab) throws InterruptedException {
        List<String> ping = List.of("/usr/bin/redis-cli", "-h", lab.addressing().vip(), "-p", "9000", "ping");
        try (Client client = Labs.client(lab, ping)) {
            assertThat(client.exit(Labs.PATIENCE)).as(client.lastWords()).isZero();
        }
    }
}
