package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Holdfast;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as machines and people watch it, while its server is down and after. */
@Tag("system")
class WatchingSystemTest {

    private static final String NAME = "twatch";

    @TempDir
    Path directory = Path.of("");

    @Test
    void aServerThatStaysDownIsSeenInReadinessMetricsAndStatus() throws IOException {
        Path broken = directory.resolve("broken");
        List<String> echo = SystemPrograms.python("servers.py", "echo", "9000");
        List<String> server =
                List.of("/bin/sh", "-c", "test ! -e " + broken + " || exit 9; exec " + String.join(" ", echo));
        try (Lab lab = Labs.up(Labs.request(NAME, server));
                Client client = Labs.client(
                        lab,
                        List.of(
                                "bash",
                                "-c",
                                "exec 3<>/dev/tcp/10.77.0.10/9000; while echo hello >&3; do sleep 0.2; done"))) {
            await().atMost(Labs.PATIENCE)
                    .until(() -> commands(lab, "conn", "ls").contains("normal"));
            assertThat(get(lab, "/readyz")).contains("\"ready\":true").endsWith("200");
            assertThat(get(lab, "/livez")).endsWith("200");

            Files.writeString(broken, "");
            lab.killServer();

            await().atMost(Labs.PATIENCE)
                    .until(() -> get(lab, "/readyz").contains("service of server: down: exited with code 9"));
            assertThat(get(lab, "/readyz")).endsWith("503");
            assertThat(get(lab, "/livez")).endsWith("200");
            assertThat(get(lab, "/metrics"))
                    .contains("holdfast_ready 0.0")
                    .contains("holdfast_service_up{service=\"server\"} 0.0")
                    .contains("holdfast_connections{service=\"server\",state=\"stalled\"} 1.0");
            assertThat(commands(lab, "conn", "ls", "--state", "stalled")).contains("10.77.0.1:");

            Files.delete(broken);

            await().atMost(Labs.PATIENCE).until(() -> get(lab, "/readyz").endsWith("200"));
            await().atMost(Labs.PATIENCE)
                    .until(() -> commands(lab, "conn", "ls").contains("normal"));
            assertThat(get(lab, "/metrics")).contains("holdfast_failover_duration_seconds_count{service=\"server\"} 1");
            assertThat(commands(lab, "status")).contains("1 normal").containsPattern("exited with code 9|killed");
            String which =
                    commands(lab, "conn", "ls", "-o", "jsonl").replaceAll("(?s).*\"client\":\"([^\"]+)\".*", "$1");
            assertThat(commands(lab, "conn", "show", which))
                    .contains("opened", "client bytes", "server replaced")
                    .doesNotContain("hello");
            assertThat(client.runs()).isTrue();
        }
    }

    @Test
    void whatIsScrapedAndTheRulesPleasePrometheus() throws IOException {
        try (Lab lab = Labs.up(Labs.request(NAME, SystemPrograms.python("servers.py", "echo", "9000")))) {
            String metrics = get(lab, "/metrics").replaceAll("\\d+$", "");
            Path scraped = Files.writeString(directory.resolve("metrics"), metrics);

            Tool.must("sh", "-c", "promtool check metrics < " + scraped);
            Tool.must("promtool", "check", "rules", "../config/monitoring/holdfast.rules.yml");

            assertThat(metrics).contains("holdfast_owner").doesNotContain("10.77.0.1:");
        }
    }

    @Test
    void aConnectionThatIsNotThereIsAnErrorWithAdvice() {
        try (Lab lab = Labs.up(Labs.request(NAME, SystemPrograms.python("servers.py", "echo", "9000")))) {
            String socket = lab.place().soleHost().adminSocket().toString();
            assertThat(Holdfast.run("conn", "show", "--socket", socket, "10.9.9.9:1"))
                    .isEqualTo(ExitCode.FAILED.number());
            assertThat(Holdfast.run("top", "--socket", socket)).isEqualTo(ExitCode.USAGE.number());
        }
    }

    /** Body and status code. */
    private static String get(Lab lab, String path) {
        return lab.place()
                .soleHost()
                .network()
                .in("curl", "-sS", "--max-time", "10", "-w", "%{http_code}", "http://127.0.0.1:9464" + path);
    }

    /** What a command prints. */
    private static String commands(Lab lab, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--socket", lab.place().soleHost().adminSocket().toString()));
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(Holdfast.run(all.toArray(String[]::new))).isZero();
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
