package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Holdfast;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Cuts;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabPlace;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.Procfs;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The lab of three hosts as a tool; what becomes of connections in it is for the campaigns. */
@Tag("system")
class ThreeHostsSystemTest {

    private static final String NAME = "thosts";
    private static final LabRequest REQUEST = Labs.request(NAME, SystemPrograms.python("servers.py", "echo", "9000"))
            .withHosts(LabRequest.Hosts.THREE);

    @Test
    void hostsAreKilledCutAndFrozenAndNothingIsLeft() throws IOException {
        Lab.down(NAME);
        String before = Labs.machine(NAME);
        Lab lab = Lab.up(REQUEST);
        LabHost owner = lab.owner();
        LabHost witness = lab.host("gamma");
        List<Procfs.Seen> lived = owner.serverProcesses();
        assertThat(lived).isNotEmpty();

        assertThat(Holdfast.run("lab", "cut", "--name", NAME, "gamma-lan", "--one-way", "in"))
                .isZero();
        assertThat(lab.cuts().present()).containsOnly(java.util.Map.entry("gamma-lan", Cuts.Direction.IN));
        assertThat(Holdfast.run("lab", "mend", "--name", NAME, "gamma-lan")).isZero();
        assertThat(lab.cuts().present()).isEmpty();

        assertThat(Holdfast.run("lab", "freeze", "--name", NAME, "gamma")).isZero();
        await().until(() -> witness.state() == LabHost.State.FROZEN);
        assertThat(Holdfast.run("lab", "status", "--name", NAME)).isZero();
        assertThat(Holdfast.run("lab", "thaw", "--name", NAME, "gamma")).isZero();
        assertThat(witness.state()).isEqualTo(LabHost.State.UP);

        assertThat(Holdfast.run("lab", "kill", "--name", NAME, "host", "gamma")).isZero();
        assertThat(witness.state()).isEqualTo(LabHost.State.DEAD);
        assertThat(witness.place().network().exists()).isFalse();
        assertThat(Holdfast.run("lab", "start", "--name", NAME, "host", "gamma"))
                .isZero();
        ClusterView.await(lab, ClusterView::whole, Labs.PATIENCE);

        owner.freeze();
        witness.killNode();
        assertThat(Lab.down(NAME)).isTrue();
        assertThat(new LabPlace(NAME).hasTraces()).isFalse();
        assertThat(lived).noneMatch(Labs::stillRuns);
        assertThat(Labs.machine(NAME)).isEqualTo(before);
    }

    @Test
    void aMistypedNameIsAnsweredWithTheKnownOnes() {
        try (Lab lab = Labs.up(Labs.request(NAME, REQUEST.command()))) {
            assertThat(lab.hosts()).hasSize(1);
            assertThat(usage("kill", "--name", NAME, "sever")).isTrue();
            assertThat(usage("kill", "--name", NAME, "node", "alfa")).isTrue();
            assertThat(usage("freeze", "--name", NAME, "alfa")).isTrue();
            assertThat(usage("cut", "--name", NAME, "alpha-lan")).isTrue();
            assertThat(usage("kill", "--name", NAME, "host")).isTrue();
        }
    }

    private static boolean usage(String... words) {
        List<String> all = new java.util.ArrayList<>(List.of("lab"));
        all.addAll(List.of(words));
        return Holdfast.run(all.toArray(String[]::new)) == ExitCode.USAGE.number();
    }
}
