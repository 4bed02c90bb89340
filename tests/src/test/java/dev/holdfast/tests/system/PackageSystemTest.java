package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.NetworkNamespace;
import dev.holdfast.tests.lab.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package on this machine: built, installed, used, upgraded, removed, purged. Only where it is not in use. */
@Tag("system")
class PackageSystemTest {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Path CONFIGURATION = Path.of("/etc/holdfast/holdfast.conf");
    private static final Path STATE = Path.of("/var/lib/holdfast");
    private static final String HOLDFAST = "/usr/bin/holdfast";
    private static final NetworkNamespace HOST = new NetworkNamespace("hf-tpackage");

    @TempDir
    Path directory = Path.of("");

    private boolean ours;

    @BeforeEach
    void requireThatNobodyUsesIt() {
        assumeTrue(!Files.exists(Path.of(HOLDFAST)), HOLDFAST + " is there already");
        assumeTrue(!Files.exists(CONFIGURATION.getParent()), CONFIGURATION.getParent() + " is there already");
        assumeTrue(!Files.exists(STATE), STATE + " is there already");
        ours = true;
    }

    @AfterEach
    void remove() {
        HOST.delete();
        if (ours) {
            Tool.run("dpkg", "--purge", "holdfast");
        }
    }

    @Test
    void isInstalledUsedUpgradedRemovedAndPurged() throws Exception {
        // When it is installed
        install(build("1.0"));

        assertThat(Tool.must(HOLDFAST, "--version")).startsWith("holdfast ");
        assertThat(Tool.must(HOLDFAST, "config", "check", CONFIGURATION.toString()))
                .isEmpty();
        assertThat(Tool.must(HOLDFAST, "doctor", "-o", "jsonl"))
                .contains("{\"result\":\"ok\",\"check\":\"RocksDB\"")
                .contains("{\"result\":\"ok\",\"check\":\"java\"");
        assertThat(Tool.must(
                        "bash", "-c", "source /usr/share/bash-completion/completions/holdfast && complete -p holdfast"))
                .contains("_complete_holdfast");
        assertThat(Tool.must("man", "-P", "cat", "holdfast-doctor")).contains("holdfast-doctor", "SYNOPSIS");
        assertANodeRunsWithTheInstalledFiles();

        // When it is upgraded, the operator has changed the configuration
        Files.writeString(CONFIGURATION, "# changed\n", StandardOpenOption.APPEND);
        install(build("1.1"));

        assertThat(Tool.must("dpkg-query", "-Wf", "${Version}", "holdfast")).isEqualTo("1.1");
        assertThat(CONFIGURATION).content().endsWith("# changed\n");

        // When it is removed the configuration stays, when it is purged nothing does
        Tool.must("dpkg", "--remove", "holdfast");
        assertThat(Path.of(HOLDFAST)).doesNotExist();
        assertThat(Path.of("/usr/share/holdfast")).doesNotExist();
        assertThat(CONFIGURATION).exists();
        Tool.must("dpkg", "--purge", "holdfast");
        assertThat(CONFIGURATION.getParent()).doesNotExist();
        assertThat(STATE).doesNotExist();
    }

    /** On the journal on disk, so that both native libraries are loaded from where the package has put them. */
    private void assertANodeRunsWithTheInstalledFiles() throws Exception {
        HOST.delete();
        HOST.create();
        HOST.in("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "lan1");
        HOST.in("ip", "link", "set", "lan0", "up");
        Path file = Files.writeString(directory.resolve("node.conf"), """
                holdfast.node { admin-socket = "%s/admin.sock" }
                holdfast.vips = [{ address = "10.78.11.10", interface = lan0, services = [
                  { name = web, port = 9000, command = ["/usr/bin/python3", "-m", "http.server", "9000"] }] }]
                """.formatted(directory));
        ProcessBuilder builder =
                new ProcessBuilder(HOST.entering(List.of(HOLDFAST, "node", "--config", file.toString())));
        Process node = builder.redirectErrorStream(true).start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(said.lines().anyMatch("holdfast: ready"::equals)).isTrue();
            assertThat(Files.readString(Path.of("/proc", Long.toString(node.pid()), "maps")))
                    .contains("/usr/lib/holdfast/librocksdbjni.so");
            assertThat(STATE.resolve("native")).doesNotExist();
            node.destroy();
            assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            node.destroyForcibly();
        }
    }

    private Path build(String version) {
        List<String> command = List.of(
                "env",
                "HOLDFAST_PACKAGE_VERSION=" + version,
                Checkout.top().resolve("holdfast").toString(),
                "package",
                "--output",
                directory.toString());
        Tool.Ended ended = Tool.run(PATIENCE, command);
        assertThat(ended.exit()).as(ended.err()).isZero();
        return Path.of(ended.out().strip());
    }

    /** This machine's JDK may not have come as a package. */
    private static void install(Path file) throws IOException {
        Tool.must("dpkg", "--force-depends", "--install", file.toString());
        assertThat(Files.isExecutable(Path.of(HOLDFAST))).isTrue();
    }
}
