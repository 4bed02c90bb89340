package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.Progress;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bit of a backup's disk is wrong: its node refuses it, gets a new copy from the others, and is a backup again. */
@Tag("system")
class DamagedCopySystemTest {

    private static final String NAME = "tdamage";

    @TempDir
    Path directory = Path.of("");

    @Test
    void aDamagedCopyIsRefusedAndReplacedByThePeers() throws Exception {
        LabRequest request = Labs.request(NAME, SystemPrograms.python("servers.py", "mixed", "9000"))
                .withHosts(LabRequest.Hosts.THREE)
                .withJournal(LabRequest.JournalKind.FSYNC)
                .withJournalDirectory(directory);
        AtomicLong arrived = new AtomicLong();
        try (Lab lab = Labs.up(request);
                Client streams = Client.start(
                        lab,
                        Labs.lastingStreams(lab.addressing().vip(), "both,upload,lines", 200_000),
                        (_, line) -> Progress.of(line).ifPresent(arrived::set))) {
            await().atMost(Labs.PATIENCE).until(() -> arrived.get() > 1_000_000);
            LabHost owner = lab.owner();
            LabHost backup = lab.host(owner.name().equals("alpha") ? "beta" : "alpha");
            Path copy = directory.resolve("holdfast-lab-" + NAME).resolve(backup.name());
            backup.killNode();
            String damaged = flipABit(copy);

            CommandFailure refused = catchThrowableOfType(CommandFailure.class, () -> lab.startNode(backup));
            assertThat(refused.exitCode())
                    .as(refused.getMessage() + refused.advice())
                    .isEqualTo(ExitCode.DAMAGE);
            assertThat(refused.advice()).contains(damaged);

            Files.move(copy, directory.resolve("moved-away"));
            lab.startNode(backup);
            ClusterView.await(lab, ClusterView::whole, Labs.PATIENCE);
            lab.killHost(owner, false);
            ClusterView.await(
                    lab, view -> view.serving().filter(backup.name()::equals).isPresent(), Labs.PATIENCE);

            streams.interrupt();
            JsonNode report = streams.json(Labs.PATIENCE);
            String all = report.toPrettyString() + "\n" + lab.nodesLastWords();
            assertThat(report.path("ok").asBoolean()).as(all).isTrue();
            assertThat(report.path("completed").asInt()).as(all).isEqualTo(3);
        }
    }

    /** In the middle of the longest log below {@code copy}; gives the name of that file. */
    private static String flipABit(Path copy) throws IOException {
        try (Stream<Path> files = Files.walk(copy)) {
            Path log = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(log);
            bytes[bytes.length / 2] ^= 1;
            Files.write(log, bytes);
            return log.getFileName().toString();
        }
    }
}
