package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Cuts;
import dev.holdfast.tests.lab.Endings;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three hosts whose journals are fsynced lose their power at once, disks alone remain: connections go on when they are back. */
@Tag("system")
class AllHostsLosePowerSystemTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CONNECTIONS = 3;
    private static final int STREAMING_MILLIS = 2500;

    @TempDir
    Path directory = Path.of("");

    @Test
    void connectionsGoOnWhenAllHostsAreBack() throws Exception {
        LabRequest request = Labs.request("tpower", SystemPrograms.python("servers.py", "mixed", "9000"))
                .withHosts(LabRequest.Hosts.THREE)
                .withJournal(LabRequest.JournalKind.FSYNC)
                .withJournalDirectory(directory);
        try (Lab lab = Labs.up(request);
                WireWatch wire = WireWatch.on(lab);
                Client streams = Client.start(lab, streams(lab), (_, _) -> {})) {
            Thread.sleep(STREAMING_MILLIS);

            lab.cuts().cut(lab.links(), Cuts.Direction.BOTH);
            lab.hosts().forEach(host -> lab.killHost(host, true));
            Labs.startAtOnce(lab, lab::startHost);
            lab.cuts().mend(lab.links());

            JsonNode report = streams.json(PATIENCE);
            System.out.println(ClusterView.of(lab).statuses());
            Endings endings = wire.stop();
            String all = report.toPrettyString() + "\n" + endings + "\n" + lab.nodesLastWords();
            System.out.println(all);
            assertThat(report.path("ok").asBoolean()).as(all).isTrue();
            assertThat(report.path("completed").asInt()).as(all).isEqualTo(CONNECTIONS);
            assertThat(endings.resets()).as(all).isZero();
            assertThat(endings.earlyFins()).as(all).isZero();
        }
    }

    private static List<String> streams(Lab lab) {
        return SystemPrograms.streamClient(
                lab,
                "--mixed",
                "--split",
                "--mode",
                "both,upload,both",
                "--connections",
                Integer.toString(CONNECTIONS),
                "--bytes",
                "4000000",
                "--rate",
                "400000");
    }
}
