package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.tests.lab.NetworkNamespace;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code holdfast doctor} in a network of its own with one neighbour, as a process. */
@Tag("system")
class DoctorSystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final NetworkNamespace HOST = new NetworkNamespace("hf-tdoctor-host");
    private static final NetworkNamespace NEIGHBOUR = new NetworkNamespace("hf-tdoctor-lan");

    @TempDir
    Path directory = Path.of("");

    @BeforeEach
    void connect() {
        remove();
        HOST.create();
        NEIGHBOUR.create();
        HOST.in("ip", "link", "add", "lan0", "type", "veth", "peer", "name", "lan1", "netns", NEIGHBOUR.name());
        HOST.in("ip", "link", "set", "lan0", "up");
        NEIGHBOUR.in("ip", "link", "set", "lan1", "up");
    }

    @AfterEach
    void remove() {
        HOST.delete();
        NEIGHBOUR.delete();
    }

    @Test
    void aFitHostPassesAndIsLeftAsItWas() throws IOException {
        String before = traces();

        Tool.Ended ended = doctor("10.78.9.10", "fd78:9::10");

        assertThat(ended.exit()).as(ended.out()).isZero();
        assertThat(result(ended, "fence")).isEqualTo("ok");
        assertThat(result(ended, "address 10.78.9.10")).isEqualTo("ok");
        assertThat(traces()).isEqualTo(before);
    }

    @Test
    void anAddressThatANeighbourHasIsAFailure() throws IOException {
        NEIGHBOUR.in("ip", "address", "add", "10.78.9.10/24", "dev", "lan1");
        NEIGHBOUR.in("ip", "address", "add", "fd78:9::10/64", "dev", "lan1", "nodad");

        Tool.Ended ended = doctor("10.78.9.10", "fd78:9::10", "10.78.9.11");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(result(ended, "address 10.78.9.10")).isEqualTo("failure");
        assertThat(result(ended, "address fd78:9:0:0:0:0:0:10")).isEqualTo("failure");
        assertThat(result(ended, "address 10.78.9.11")).isEqualTo("ok");
        // Then the neighbour learned nothing from being asked
        assertThat(NEIGHBOUR.in("ip", "neighbour", "show", "10.78.9.11")).isEmpty();
    }

    @Test
    void anAddressOfTheHostItselfIsAFailure() throws IOException {
        HOST.in("ip", "address", "add", "10.78.9.10/24", "dev", "lan0");

        Tool.Ended ended = doctor("10.78.9.10");

        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.out()).contains("is an address of lan0");
    }

    /** What a check could leave behind; not the links' states, which settle by themselves. */
    private static String traces() {
        return HOST.in("ip", "-o", "link").replaceAll("(?m)^\\d+: ([^:]+):.*$", "$1")
                + HOST.in("ip", "rule")
                + HOST.in("nft", "list", "ruleset");
    }

    private Tool.Ended doctor(String... addresses) throws IOException {
        List<String> vips = new ArrayList<>();
        for (String address : addresses) {
            vips.add(
                    "{ address = \"%s\", interface = lan0, services = [{ name = s%d, port = 80, command = [\"true\"] }] }"
                            .formatted(address, vips.size()));
        }
        Path file =
                Files.writeString(directory.resolve("holdfast.conf"), """
                        holdfast.node { state-directory = "%s" }
                        holdfast.journal { store = memory, memory-bytes-max = 16 MiB }
                        holdfast.vips = [%s]
                        """.formatted(directory, String.join(",", vips)));
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        java.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        java.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.holdfast.actors.cli.Holdfast"));
        java.addAll(List.of("doctor", "-o", "json", "--config", file.toString()));
        return Tool.run(PATIENCE, HOST.entering(java));
    }

    private static String result(Tool.Ended ended, String check) throws IOException {
        for (JsonNode found : new ObjectMapper().readTree(ended.out()).path("checks")) {
            if (found.path("check").asText().equals(check)) {
                return found.path("result").asText();
            }
        }
        throw new AssertionError("no check " + check + " in " + ended.out() + ended.err());
    }
}
