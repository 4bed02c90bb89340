package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Endings;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.Tool;
import dev.holdfast.tests.lab.WireWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal's disk gets full: the clients wait, nothing is lost, and they go on when there is room again. */
@Tag("system")
class DiskFullSystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int POLL_MILLIS = 200;

    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void smallDisk() {
        Tool.must("mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", directory.toString());
    }

    @AfterEach
    void unmount() {
        Tool.must("umount", directory.toString());
    }

    @Test
    void uploadsWaitForRoomAndGoOn() throws InterruptedException {
        LabRequest request = LabRequest.of("tfull", 9000, SystemPrograms.python("servers.py", "mixed", "9000"))
                .withJournal(LabRequest.JournalKind.DISK)
                .withJournalDirectory(directory.resolve("journal"));
        try (Lab lab = Labs.up(request);
                WireWatch wire = WireWatch.on(lab);
                Client upload = Client.start(
                        lab,
                        SystemPrograms.streamClient(
                                lab, "--mixed", "--mode", "upload", "--connections", "2", "--bytes", "150000000"),
                        (_, _) -> {})) {
            await(
                    upload,
                    () -> lab.owner()
                            .status()
                            .path("journal")
                            .path("state")
                            .asText()
                            .equals("full"));

            Tool.must("mount", "-o", "remount,size=600m", directory.toString());

            JsonNode report = upload.json(PATIENCE);
            Endings endings = wire.stop();
            String all = report.toPrettyString() + "\n" + endings + "\n" + lab.nodesLastWords();
            assertThat(report.path("ok").asBoolean()).as(all).isTrue();
            assertThat(report.path("completed").asInt()).as(all).isEqualTo(2);
            assertThat(endings.resets()).as(all).isZero();
        }
    }

    private static void await(Client client, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(client.runs()).as("the upload ended before").isTrue();
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(POLL_MILLIS);
        }
    }
}
