package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two addresses of one cluster, each with a first owner of its own: both move to whichever host is left. */
@Tag("system")
class TwoAddressesSystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String MODES = "both,lines,upload";
    private static final int NEWCOMERS = 5;
    private static final int STARTS_MAX = 4;
    private static final String FIRST = "10.77.0.10";
    private static final String SECOND = "10.77.0.11";
    private static final Map<String, String> AT_HOME = Map.of(FIRST, "alpha", SECOND, "beta");

    @Test
    void eachHasItsOwnPrimaryAndBothSurviveEitherHost() throws Exception {
        LabRequest request = Labs.request("ttwo", SystemPrograms.python("servers.py", "mixed", "9000"))
                .withHosts(LabRequest.Hosts.THREE);
        try (Lab lab = Labs.up(request)) {
            giveASecondAddress(lab);
            startAtHome(lab);
            try (Client one = Labs.client(lab, Labs.lastingStreams(FIRST, MODES, 100_000));
                    Client two = Labs.client(lab, Labs.lastingStreams(SECOND, MODES, 100_000))) {
                diesAndComesBack(lab, "alpha", Map.of(FIRST, "beta", SECOND, "beta"));
                diesAndComesBack(lab, "beta", Map.of(FIRST, "alpha", SECOND, "alpha"));
                for (Client client : List.of(one, two)) {
                    client.interrupt();
                    JsonNode report = client.json(PATIENCE);
                    String all = report.toPrettyString() + "\n" + lab.nodesLastWords();
                    assertThat(report.path("ok").asBoolean()).as(all).isTrue();
                    assertThat(report.path("completed").asInt()).as(all).isEqualTo(3);
                    assertThat(report.path("longest_stall_ms").asDouble())
                            .as(all)
                            .isGreaterThan(100);
                }
            }
        }
    }

    private static void diesAndComesBack(Lab lab, String name, Map<String, String> ownersThen)
            throws InterruptedException {
        LabHost host = lab.host(name);
        lab.killHost(host, false);
        try (Client newcomers = Labs.client(lab, lines(FIRST))) { // meanwhile they are answered late, not refused
            JsonNode report = newcomers.json(PATIENCE);
            assertThat(report.path("ok").asBoolean())
                    .as(report.toPrettyString())
                    .isTrue();
            assertThat(report.path("completed").asInt()).isEqualTo(NEWCOMERS);
        }
        await(lab, view -> owners(view).equals(ownersThen));
        lab.startHost(host);
        awaitWhole(lab, ownersThen);
    }

    /** All nodes learn it at their next start; its server shares the host's network, the first one has a network of its own. */
    private static void giveASecondAddress(Lab lab) throws IOException {
        for (LabHost host : lab.hosts()) {
            Files.writeString(
                    host.place().configuration(),
                    """

                    holdfast.vips += {
                      address = "%s"
                      interface = "%s"
                      owners = ["beta", "alpha"]
                      services = [{ name = "second", port = 9000, command = ["%s"] }]
                    }
                    """.formatted(
                                    SECOND,
                                    host.place().lanInterface(),
                                    String.join("\", \"", SystemPrograms.python("servers.py", "mixed", "9000"))),
                    StandardOpenOption.APPEND);
        }
    }

    /** At the first start the owner that is named first has a lead of some seconds, which a crowded machine may take from it. */
    private static void startAtHome(Lab lab) throws Exception {
        for (int attempt = 0; attempt < STARTS_MAX; attempt++) {
            lab.hosts().forEach(LabHost::killNode);
            Labs.startAtOnce(lab, lab::startNode);
            await(lab, view -> owners(view).keySet().equals(AT_HOME.keySet()));
            if (owners(ClusterView.of(lab)).equals(AT_HOME)) {
                awaitWhole(lab, AT_HOME);
                return;
            }
        }
        throw new AssertionError("each start gave an address to its second owner:\n" + lab.nodesLastWords());
    }

    private static List<String> lines(String address) {
        return SystemPrograms.python(
                "streamclient.py",
                "--host",
                address,
                "--port",
                "9000",
                "--mixed",
                "--mode",
                "lines",
                "--connections",
                Integer.toString(NEWCOMERS),
                "--lines",
                "3");
    }

    /** Waits until every host knows these owners, they serve, and all copies of both journals count. */
    private static void awaitWhole(Lab lab, Map<String, String> owners) {
        ClusterView.await(
                lab,
                view -> owners(view).equals(owners) && addresses(view).allMatch(address -> isWhole(address, owners)),
                PATIENCE);
    }

    private static void await(Lab lab, Predicate<ClusterView> wanted) {
        try {
            ClusterView.await(lab, wanted, PATIENCE);
        } catch (CommandFailure tooLate) {
            throw new AssertionError(tooLate.advice() + "\n" + lab.nodesLastWords(), tooLate);
        }
    }

    private static boolean isWhole(JsonNode address, Map<String, String> owners) {
        return address.path("owner_heard").asBoolean()
                && address.path("owner")
                        .asText()
                        .equals(owners.get(address.path("address").asText()))
                && address.path("replicas")
                        .valueStream()
                        .allMatch(copy -> copy.path("counts").asBoolean());
    }

    /** By address, whose services serve. */
    private static Map<String, String> owners(ClusterView view) {
        Map<String, String> owners = new TreeMap<>();
        view.statuses()
                .values()
                .forEach(status -> status.path("services").forEach(service -> {
                    if (service.path("state").asText().equals("serving")) {
                        owners.put(
                                service.path("address").asText(),
                                status.path("node").asText());
                    }
                }));
        return owners;
    }

    private static Stream<JsonNode> addresses(ClusterView view) {
        return view.statuses().values().stream()
                .flatMap(status -> status.path("addresses").valueStream());
    }
}
