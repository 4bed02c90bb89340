package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.SystemPrograms;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients whose kernel does without one or all of TCP's usual options. */
@Tag("system")
class ClientOptionsSystemTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "net.ipv4.tcp_timestamps=0",
                "net.ipv4.tcp_sack=0",
                "net.ipv4.tcp_window_scaling=0",
                "net.ipv4.tcp_timestamps=0 net.ipv4.tcp_sack=0 net.ipv4.tcp_window_scaling=0",
            })
    void surviveKills(String settings) throws InterruptedException {
        List<String> server = SystemPrograms.python("servers.py", "mixed", "--bind", "0.0.0.0", "9000");
        try (Lab lab = Labs.up(Labs.request("topt", server))) {
            for (String setting : settings.split(" ", -1)) {
                lab.place().client().in("sysctl", "-qw", setting);
            }
            List<String> command = SystemPrograms.streamClient(
                    lab,
                    "--mixed",
                    "--mode",
                    "upload,blast,both,lines",
                    "--connections",
                    "4",
                    "--bytes",
                    "6000000",
                    "--rate",
                    "2000000",
                    "--split",
                    "--progress");
            Killer killer = Labs.killer(lab, 4_000_000L, 10_000_000L, 18_000_000L);
            try (Client client = Client.start(lab, command, (_, line) -> killer.progress(line))) {
                JsonNode report = client.json(Labs.PATIENCE);
                killer.settle();

                assertThat(report.path("ok").asBoolean())
                        .as(report.toPrettyString())
                        .isTrue();
                assertThat(killer.kills()).isEqualTo(3);
            }
        }
    }
}
