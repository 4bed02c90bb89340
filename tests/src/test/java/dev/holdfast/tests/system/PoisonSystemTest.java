package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.SystemPrograms;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A request that kills every server it meets costs its own connection, and no other. */
@Tag("system")
class PoisonSystemTest {

    @Test
    void onlyTheConnectionThatKillsItsServersIsGivenUp() throws Exception {
        try (Lab lab = Labs.up(Labs.request("tpoison", SystemPrograms.python("servers.py", "poison", "9000")))) {
            try (Client client = Labs.client(
                    lab,
                    SystemPrograms.python("poisonclient.py", lab.addressing().vip(), "9000", "6"))) {
                JsonNode report = client.json(Labs.PATIENCE);

                assertThat(report.path("poisoned").asText())
                        .as(report + client.lastWords())
                        .isEqualTo("reset");
                assertThat(report.path("ok").asBoolean()).as(report.toString()).isTrue();
            }
        }
    }
}
