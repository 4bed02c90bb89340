package dev.holdfast.tests.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.NetworkNamespace;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every documented command that {@link Elsewhere} and {@link OwnServer} do not have, typed into a shell beside a running node. */
@Tag("system")
class DocumentedCommandsSystemTest {

    private static final String NAME = "tdocs";
    private static final String TALK =
            "exec 3<>/dev/tcp/10.77.0.10/9000; echo hello >&3; read -r answer <&3; read -r never <&3";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path DEFAULT_SOCKET = Path.of("/run/holdfast/admin.sock");
    private static final NetworkNamespace HOST = new NetworkNamespace("hf-docsdoctor");

    @TempDir
    Path directory = Path.of("");

    private boolean ours;

    @BeforeEach
    void prepareAHost() throws IOException {
        assumeFalse(Files.exists(DEFAULT_SOCKET), "a node runs on this machine");
        Files.deleteIfExists(DEFAULT_SOCKET);
        Lab.down(NAME);
        ours = true;
        HOST.delete();
        HOST.create();
        HOST.in("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "lan1");
        HOST.in("ip", "link", "set", "lan0", "up");
        Files.writeString(directory.resolve("nginx.conf"), "daemon off; events { } http { server { listen 8080; } }");
        Files.writeString(directory.resolve("holdfast.conf"), """
                holdfast.node { state-directory = "%s" }
                holdfast.vips = [{ address = "10.78.12.10", interface = lan0, services = [
                  { name = web, port = 8080, command = ["/usr/sbin/nginx", "-c", "%s/nginx.conf"] }] }]
                """.formatted(directory, directory));
    }

    @AfterEach
    void remove() throws IOException {
        HOST.delete();
        if (ours) {
            Files.deleteIfExists(DEFAULT_SOCKET);
            Lab.down(NAME);
        }
    }

    @Test
    void allSucceed() throws Exception {
        LabRequest request = LabRequest.of(NAME, 9000, SystemPrograms.python("servers.py", "echo", "9000"))
                .withJournal(LabRequest.JournalKind.DISK)
                .withJournalDirectory(Files.createDirectory(directory.resolve("journals")));
        int port = freePort();
        Process sameServer = new ProcessBuilder(
                        SystemPrograms.python("servers.py", "echo", "--bind", "127.0.0.1", Integer.toString(port)))
                .start();
        try (Lab lab = Lab.up(request);
                Client client = Client.start(lab, List.of("bash", "-c", TALK), (_, _) -> {})) {
            Path socket = lab.place().soleHost().adminSocket();
            Files.createSymbolicLink(DEFAULT_SOCKET, socket);
            await().atMost(PATIENCE)
                    .until(() -> connection(lab).path("bytes_in").asLong() > 0 && listens(port));
            JsonNode connection = connection(lab);
            String ends = connection.path("client").asText();
            String id = connection.path("id").asText();
            typeAll(new Situation(directory, socket, ends, id, "127.0.0.1:" + port));
            assertThat(client.runs()).isTrue();
        } finally {
            sameServer.destroyForcibly();
        }
    }

    private void typeAll(Situation situation) throws IOException {
        Shell shell = new Shell(directory);
        List<DocumentedCommand> commands = Documents.commands().stream()
                .filter(command -> Elsewhere.of(command).isEmpty())
                .filter(Predicate.not(OwnServer::shows))
                .filter(Grammar::isComplete)
                .map(situation::fill)
                .toList();
        Set<String> typed = new HashSet<>();
        List<String> failed = new ArrayList<>();
        for (DocumentedCommand command : commands) {
            if (typed.add(command.text())) {
                try {
                    type(shell, command);
                } catch (AssertionError | CommandFailure wrong) {
                    failed.add(command + ": " + wrong.getMessage());
                }
            }
        }
        assertThat(commands).hasSizeGreaterThan(20);
        assertThat(failed).isEmpty();
    }

    private void type(Shell shell, DocumentedCommand command) throws IOException {
        String line = command.text();
        if (command.begins("doctor")) {
            shell.type(String.join(" ", HOST.entering(List.of(line))));
        } else if (command.begins("journal") && !command.begins("journal diff")) {
            String here = line + " --journal " + directory.resolve("journals");
            if (line.contains(" -f")) {
                assertThat(shell.glance(here)).isNotEmpty();
            } else {
                shell.type(here);
            }
        } else if (command.begins("page") || command.begins("conn follow")) {
            assertThat(shell.glance(line)).isNotEmpty();
        } else if (command.begins("top")) {
            shell.type("while printf q; do sleep 1; done | script -qec '" + line + "' /dev/null");
        } else if (command.begins("bench")) {
            shell.type(line + " --quick --rows bare");
        } else {
            shell.type(line);
        }
    }

    private static JsonNode connection(Lab lab) {
        return lab.status().path("connections").path(0);
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static boolean listens(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException early) {
            return false;
        }
    }
}
