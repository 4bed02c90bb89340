package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is no node of the cluster has nothing of any port that a node opens: no answer, no crash, no full log. */
@Tag("system")
class StrangersSystemTest {

    private static final String NAME = "tstranger";
    private static final int ATTEMPTS_PER_PORT = 30;

    /** Half-open connections that are tried at once, and how many of them a port may keep. */
    private static final int MANY = 800;

    private static final int HALF_OPEN_MAX = 40;

    private static final int LOG_LINES_MAX = 200;
    private static final int LOG_CHARACTERS_MAX = 64 << 10;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> SAYING = List.of("garbage", "line", "http", "tls", "old", "other", "expired");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory = Path.of("");

    @Test
    void everyPortOfEveryNodeIsTriedAndNothingComesOfIt() throws IOException, InterruptedException {
        LabRequest request = Labs.request(NAME, SystemPrograms.python("servers.py", "echo", "9000"))
                .withHosts(new LabRequest.Hosts(3, true));
        try (Lab lab = Labs.up(request);
                Client client = Labs.client(
                        lab,
                        SystemPrograms.streamClient(
                                lab, "--mode", "lines", "--lines", "1000000", "--interval", "50"))) {
            List<String> keys = List.of(
                    "--keys", "other=" + UnwelcomeKeys.ofAnotherAuthority(directory, "alpha"),
                    "--keys",
                            "expired="
                                    + UnwelcomeKeys.expired(
                                            lab.place().directory().resolve("certs"), directory, "alpha"));
            String before = standing(lab);

            LabHost owner = lab.owner();
            Stream.of(owner, lab.host("gamma")) // the backup opens what the owner does
                    .parallel()
                    .forEach(host -> tryAll(host, keys));

            ClusterView.await(lab, ClusterView::whole, Labs.PATIENCE);
            assertThat(standing(lab)).as(lab.nodesLastWords()).isEqualTo(before);
            client.interrupt();
            JsonNode report = client.json(Labs.PATIENCE);
            assertThat(report.path("ok").asBoolean())
                    .as(report.toPrettyString())
                    .isTrue();
            assertThat(report.path("connections").get(0).path("received").asLong())
                    .isPositive();
        }
    }

    private static void tryAll(LabHost host, List<String> keys) {
        try {
            Path log = host.place().nodeLog();
            int old = Files.readString(log).length();
            List<OpenPort> ports = OpenPort.of(host);
            assertThat(ports).as("%s opens: %s", host.name(), ports).hasSizeGreaterThanOrEqualTo(4);
            for (OpenPort port : ports) {
                tryAll(host, port, keys);
            }
            String said = Files.readString(log).substring(old);
            assertThat(said).hasSizeLessThanOrEqualTo(LOG_CHARACTERS_MAX);
            assertThat(said.lines().count()).as(said).isLessThanOrEqualTo(LOG_LINES_MAX);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** On a port that others reach, whoever says anything is hung up on. */
    private static void tryAll(LabHost host, OpenPort port, List<String> keys) throws IOException {
        List<String> options = new ArrayList<>(keys);
        options.addAll(List.of("--attempts", Integer.toString(ATTEMPTS_PER_PORT)));
        options.addAll(List.of("--patience", port.isExposed() ? "30" : "2"));
        JsonNode ends = stranger(host, port, options);
        if (port.isExposed()) {
            ends.forEach(kind -> assertThat(kind.has("answered")).as("%s", ends).isFalse());
            SAYING.forEach(kind -> assertThat(ends.path(kind).properties())
                    .as("%s: %s", kind, ends)
                    .extracting(Map.Entry::getKey)
                    .containsExactly("closed"));
            JsonNode many = stranger(host, port, List.of("--only", "half", "--attempts", Integer.toString(MANY)));
            assertThat(many.path("half").path("kept").asInt()).as("%s", many).isLessThanOrEqualTo(HALF_OPEN_MAX);
        }
        if (port.isUnix()) {
            assertThat(Files.getPosixFilePermissions(Path.of(port.target())))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static JsonNode stranger(LabHost host, OpenPort port, List<String> options) throws IOException {
        List<String> command = SystemPrograms.python("stranger.py", "--seed", "7", port.target());
        command.addAll(options);
        Tool.Ended ended = Tool.run(PATIENCE, host.place().network().entering(command));
        System.out.println(host.name() + " " + port.target() + " " + ended.out());
        assertThat(ended.ok()).as(ended.err()).isTrue();
        JsonNode ends = JSON.readTree(ended.out()).path("ends");
        assertThat(ends.size()).as(ended.out()).isPositive();
        return ends;
    }

    /** Who lives, and who owns the address since when: nothing of it may change. */
    private static String standing(Lab lab) {
        ClusterView view = ClusterView.of(lab);
        String owner = view.serving().orElse("nobody");
        return lab.hosts().stream()
                        .map(host -> host.name() + " is process " + host.nodePid())
                        .collect(Collectors.joining(", "))
                + "; " + owner + " serves, epoch " + view.address(owner).path("epoch");
    }
}
