package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package's unit under systemd as process 1, on a throw-away host: an overlay over this machine's files, namespaces of its own. */
@Tag("system")
class InstalledNodeSystemTest {

    private static final Duration PATIENCE = Duration.ofMinutes(8);

    @TempDir
    Path directory = Path.of("");

    @Test
    void systemdStartsRestartsAndStopsTheNode() throws IOException {
        Path written = directory.resolve("upper");
        Path there = Files.createDirectories(written.resolve("var/tmp")).resolve("holdfast.deb");
        Files.move(built(), there);

        Tool.run(PATIENCE, List.of(script("throwaway-host.sh"), directory.toString(), script("installed-node.sh")));

        String output = Files.readString(written.resolve("root/output"));
        assertThat(Files.readString(written.resolve("root/code")).strip())
                .as(output)
                .isEqualTo("0");
        assertThat(output).endsWith("ALL DONE\n");
    }

    private Path built() {
        Tool.Ended ended = Tool.run(
                PATIENCE,
                List.of(Checkout.top().resolve("holdfast").toString(), "package", "--output", directory.toString()));
        assertThat(ended.exit()).as(ended.err()).isZero();
        return Path.of(ended.out().strip());
    }

    private static String script(String name) {
        return Checkout.script(name).toString();
    }
}
