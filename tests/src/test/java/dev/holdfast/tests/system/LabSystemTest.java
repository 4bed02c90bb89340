package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Holdfast;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabPlace;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.Procfs;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class LabSystemTest {

    private static final String NAME = "tlab";
    private static final List<String> SERVER = SystemPrograms.python("servers.py", "echo", "9000");

    @TempDir
    Path directory = Path.of("");

    @Test
    void downAfterKillNineOfTheNodeLeavesNothing() throws IOException {
        Lab.down(NAME);
        String before = Labs.machine(NAME);
        Lab lab = Lab.up(LabRequest.of(NAME, 9000, SERVER)
                .withJournal(LabRequest.JournalKind.DISK)
                .withJournalDirectory(directory));
        List<Procfs.Seen> lived = lab.serverProcesses();
        int node = lab.nodePid();
        assertThat(lived).isNotEmpty();

        Tool.must("kill", "-9", Integer.toString(node));
        assertThat(Lab.down(NAME)).isTrue();

        assertThat(new LabPlace(NAME).hasTraces()).isFalse();
        assertThat(lived).noneMatch(Labs::stillRuns);
        assertThat(Labs.machine(NAME)).isEqualTo(before);
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
        assertThat(Lab.down(NAME)).isFalse();
    }

    @Test
    void downRemovesAHalfMadeLab() throws IOException {
        LabPlace place = new LabPlace(NAME);
        Lab.down(NAME);
        place.client().create();
        Files.createDirectories(place.directory());

        assertThat(Lab.down(NAME)).isTrue();

        assertThat(place.hasTraces()).isFalse();
    }

    @Test
    void aSecondLabOfTheSameNameIsRefused() {
        try (Lab lab = Labs.up(LabRequest.of(NAME, 9000, SERVER))) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> Lab.up(lab.request()))
                    .withMessageContaining("is there already")
                    .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.FAILED));
            assertThat(lab.nodePid()).isPositive();
        }
    }

    @Test
    void aServerThatCanNotBeWrappedIsRefusedWithTheReason() throws IOException {
        Path source = Files.writeString(directory.resolve("static.c"), "int main(void) { for (;;) ; }");
        String program = directory.resolve("static").toString();
        Tool.must("gcc", "-static", "-o", program, source.toString());
        Lab.down(NAME);

        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> Lab.up(LabRequest.of(NAME, 9000, List.of(program))))
                .satisfies(failure -> {
                    assertThat(failure.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
                    assertThat(failure.advice()).contains("static");
                });
        assertThat(new LabPlace(NAME).hasTraces()).isFalse();
    }

    @Test
    void aProgramThatIsNotThereIsAConfigurationError() {
        Lab.down(NAME);
        assertThat(Holdfast.run("lab", "up", "--name", NAME, "--port", "9000", "--", "no-such-server"))
                .isEqualTo(ExitCode.CONFIGURATION.number());
    }

    @Test
    void theServerComesBackAfterLabKill() {
        try (Lab lab = Labs.up(LabRequest.of(NAME, 9000, SERVER))) {
            int incarnation = incarnation(lab);

            assertThat(Holdfast.run("lab", "kill", "--name", NAME, "server")).isZero();

            await().atMost(Duration.ofSeconds(10)).until(() -> incarnation(lab) > incarnation && serves(lab));
            assertThat(Holdfast.run("lab", "status", "--name", NAME)).isZero();
            assertThat(Holdfast.run("lab", "exec", "--name", NAME, "client", "--", "sh", "-c", "exit 42"))
                    .isEqualTo(42);
        }
    }

    private static int incarnation(Lab lab) {
        return lab.status().path("services").path(0).path("incarnation").asInt();
    }

    private static boolean serves(Lab lab) {
        return lab.status().path("services").path(0).path("state").asText().equals("serving");
    }
}
