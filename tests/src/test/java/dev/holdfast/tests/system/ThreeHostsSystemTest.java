package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    void whatOthersChangeOnAHostIsPutRightOrSaid() throws IOException {
        try (Lab lab = Labs.up(REQUEST)) {
            aFlushedPacketFilterIsThereAgain(lab);
            aNodeThatIsConfiguredDifferentlyIsSeenByAllAndRefusedByNone(lab);
        }
    }

    /** The fence notices it first, which is why the guard need not wait for its own watch. */
    private static void aFlushedPacketFilterIsThereAgain(Lab lab) {
        LabHost owner = lab.owner();
        Set<String> tables = tables(owner);
        assertThat(tables).hasSize(4);

        owner.place().network().in("nft", "flush", "ruleset");

        await().atMost(Labs.PATIENCE).until(() -> tables(owner).containsAll(guards(tables)));
        ClusterView.await(lab, ClusterView::whole, Labs.PATIENCE);
        assertThat(owner.state()).isEqualTo(LabHost.State.UP);
    }

    /** As in the middle of a rolling change of the configuration. */
    private static void aNodeThatIsConfiguredDifferentlyIsSeenByAllAndRefusedByNone(Lab lab) throws IOException {
        LabHost gamma = lab.host("gamma");
        Path file = gamma.place().configuration();
        String alike = Files.readString(file);
        assertThat(differences(lab)).isEmpty();

        gamma.killNode();
        Files.writeString(file, alike + "\nholdfast.cluster.lease = 301 ms\nholdfast.limits.closed-kept = 2 m\n");
        lab.startNode(gamma);

        await().atMost(Labs.PATIENCE)
                .until(
                        () -> differences(lab),
                        Predicate.isEqual(Set.of(
                                "alpha: gamma cluster.lease limits", "beta: gamma cluster.lease limits",
                                "gamma: alpha cluster.lease limits", "gamma: beta cluster.lease limits")));
        assertThat(Files.readString(lab.host("alpha").place().nodeLog())).contains("ARE CONFIGURED DIFFERENTLY");
        ClusterView.await(lab, ClusterView::whole, Labs.PATIENCE);

        gamma.killNode();
        Files.writeString(file, alike);
        lab.startNode(gamma);

        await().atMost(Labs.PATIENCE).until(() -> differences(lab).isEmpty());
    }

    private static Set<String> tables(LabHost host) {
        return host.place().network().in("nft", "list", "tables").lines().collect(Collectors.toSet());
    }

    private static Set<String> guards(Set<String> tables) {
        return tables.stream().filter(table -> !table.contains("fence")).collect(Collectors.toSet());
    }

    private static Set<String> differences(Lab lab) {
        Set<String> all = new TreeSet<>();
        ClusterView.of(lab)
                .statuses()
                .forEach((node, status) -> status.path("peers").forEach(peer -> {
                    JsonNode parts = peer.path("configured_differently");
                    if (!parts.isEmpty()) {
                        all.add(node + ": " + peer.path("node").asText() + " "
                                + parts.valueStream().map(JsonNode::asText).collect(Collectors.joining(" ")));
                    }
                }));
        return all;
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
