package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Endings;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.NetworkNamespace;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node and its server die by SIGKILL; the node that starts again finds the connections on its disk. */
@Tag("system")
class NodeRestartSystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int CONNECTIONS = 4;
    private static final int KILLS = 2;
    private static final int STREAMING_MILLIS = 1500;

    @TempDir
    Path directory = Path.of("");

    @Test
    void connectionsGoOnWithANodeThatStartsAgain() throws InterruptedException {
        LabRequest request = LabRequest.of("tnode", 9000, SystemPrograms.python("servers.py", "mixed", "9000"))
                .withJournal(LabRequest.JournalKind.DISK)
                .withJournalDirectory(directory);
        try (Lab lab = Labs.up(request);
                WireWatch wire = WireWatch.on(lab);
                Client streams = Client.start(
                        lab,
                        SystemPrograms.streamClient(
                                lab,
                                "--mixed",
                                "--split",
                                "--mode",
                                "both,upload,blast,both",
                                "--connections",
                                Integer.toString(CONNECTIONS),
                                "--bytes",
                                "12000000",
                                "--rate",
                                "1500000"),
                        (_, _) -> {})) {
            LabHost host = lab.owner();
            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(STREAMING_MILLIS);
                host.killNode();
                System.out.println("node again after " + lab.startNode(host).toMillis() + " ms");
            }

            JsonNode report = streams.json(PATIENCE);
            Endings endings = wire.stop();

            String all = report.toPrettyString() + "\n" + endings + "\n" + lab.nodesLastWords();
            System.out.println(all);
            assertThat(report.path("ok").asBoolean()).as(all).isTrue();
            assertThat(report.path("completed").asInt()).as(all).isEqualTo(CONNECTIONS);
            assertThat(endings.resets()).as(all).isZero();
            assertThat(endings.earlyFins()).as(all).isZero();
            NetworkNamespace clients = lab.place().client();
            assertThat(clients.counted("IcmpInDestUnreachs"))
                    .as("errors about segments that were lost, in the window of their connection")
                    .isGreaterThan(clients.counted("TcpExtOutOfWindowIcmps"));
        }
    }
}
