package outside;

import static dev.holdfast.testkit.assertions.ScenarioAssertions.assertThat;

import dev.holdfast.testkit.Scenario;
import dev.holdfast.testkit.actors.ConnectionActors;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ConnectionActors.class)
class OutsideTest {

    @Test
    void aCrashIsAPause(Scenario scenario) {
        scenario.client().connects();
        scenario.client().sends("hello");
        scenario.server().receives("hello");
        scenario.server().crashes();
        scenario.server().restarts();
        scenario.server().answers("hello yourself");
        scenario.client().receives("hello yourself");

        assertThat(scenario.client()).noticedNothing();
        assertThat(scenario.journal()).holdsTheClientsBytes("hello");
    }

    /** No capability, so no namespace, no raw socket, no filter; and no route to anywhere. */
    @Test
    void hasNoPowersAndNoNetwork() throws Exception {
        Assertions.assertThat(Files.readString(Path.of("/proc/self/status"))).contains("CapEff:\t0000000000000000");
        Assertions.assertThat(Files.readAllLines(Path.of("/proc/self/net/route"))).hasSizeLessThan(2);
    }
}
