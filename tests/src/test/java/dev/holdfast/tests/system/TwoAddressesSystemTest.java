package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two addresses of one cluster, each with a first owner of its own: both move to whichever host is left. */
@Tag("system")
class TwoAddressesSystemTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String FIRST = "10.77.0.10";
    private static final String SECOND = "10.77.0.11";
    private static final Map<String, String> AT_HOME = Map.of(FIRST, "alpha", SECOND, "beta");

    @Test
    void eachHasItsOwnPrimaryAndBothSurviveEitherHost() throws Exception {
        LabRequest request = Labs.request("ttwo", SystemPrograms.python("servers.py", "mixed", "9000"))
                .withHosts(LabRequest.Hosts.THREE);
        try (Lab lab = Labs.up(request)) {
            giveASecondAddress(lab);
            awaitWhole(lab, AT_HOME);
            try (Client one = Labs.client(lab, streams(FIRST));
                    Client two = Labs.client(lab, streams(SECOND))) {
                diesAndComesBack(lab, "alpha", Map.of(FIRST, "beta", SECOND, "beta"));
                diesAndComesBack(lab, "beta", Map.of(FIRST, "alpha", SECOND, "alpha"));
                for (Client client : List.of(one, two)) {
                    client.interrupt();
                    JsonNode report = client.json(PATIENCE);
                    String all = report.toPrettyString() + "\n" + lab.nodesLastWords();
                    assertThat(report.path("ok").asBoolean()).as(all).isTrue();
                    assertThat(report.path("completed").asInt()).as(all).isEqualTo(3);
                    assertThat(report.path("longest_stall_ms").asDouble()).as(all).isGreaterThan(100);
                }
            }
        }
    }

    private static void diesAndComesBack(Lab lab, String name, Map<String, String> ownersThen) {
        LabHost host = lab.host(name);
        lab.killHost(host, false);
        ClusterView.await(lab, view -> owners(view).equals(ownersThen), PATIENCE);
        lab.startHost(host);
        awaitWhole(lab, ownersThen);
    }

    /** All nodes learn it at their next start; its server shares the host's network, the first one has a network of its own. */
    private static void giveASecondAddress(Lab lab) throws IOException, InterruptedException {
        for (LabHost host : lab.hosts()) {
            host.killNode();
            Files.writeString(host.place().configuration(), """

                    holdfast.vips += {
                      address = "%s"
                      interface = "%s"
                      owners = ["beta", "alpha"]
                      services = [{ name = "second", port = 9000, command = ["%s"] }]
                    }
                    """.formatted(
                            SECOND,
                            host.place().lanInterface(),
                            String.join("\", \"", SystemPrograms.python("servers.py", "mixed", "9000"))), StandardOpenOption.APPEND);
        }
        Labs.startAtOnce(lab, lab::startNode);
    }

    private static List<String> streams(String address) {
        return SystemPrograms.python(
                "streamclient.py",
                "--host",
                address,
                "--port",
                "9000",
                "--mixed",
                "--split",
                "--mode",
                "both,lines,upload",
                "--connections",
                "3",
                "--bytes",
                "1000000000000",
                "--lines",
                "1000000000000",
                "--rate",
                "100000");
    }

    /** Waits until every host knows these owners, they serve, and all copies of both journals count. */
    private static void awaitWhole(Lab lab, Map<String, String> owners) {
        ClusterView.await(
                lab,
                view -> owners(view).equals(owners)
                        && addresses(view).allMatch(address -> address.path("owner_heard").asBoolean()
                                && owners.get(address.path("address").asText()).equals(address.path("owner").asText())
                                && address.path("replicas").valueStream().allMatch(copy -> copy.path("counts").asBoolean())),
                PATIENCE);
    }

    /** By address, whose services serve. */
    private static Map<String, String> owners(ClusterView view) {
        Map<String, String> owners = new TreeMap<>();
        view.statuses().values().forEach(status -> status.path("services").forEach(service -> {
            if (service.path("state").asText().equals("serving")) {
                owners.put(service.path("address").asText(), status.path("node").asText());
            }
        }));
        return owners;
    }

    private static Stream<JsonNode> addresses(ClusterView view) {
        return view.statuses().values().stream().flatMap(status -> status.path("addresses").valueStream());
    }
}
