package dev.holdfast.tests.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Addressing;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.time.Duration;
import java.util.List;

/** Three hosts; the one that serves loses its power under an upload, the other goes on with it, and the first comes back. */
record HostAct() implements Act {

    private static final long BYTES = 256L << 20;

    @Override
    public String name() {
        return "host";
    }

    @Override
    public String plot() {
        return "256 MiB go up while the host that serves loses its power; then it comes back as the backup";
    }

    @Override
    public ActResult play(Stage stage) throws InterruptedException {
        long bytes = stage.scaled(BYTES);
        try (Lab lab = stage.largeLab(SystemPrograms.server("hash", Addressing.around(stage.vip()), Stage.PORT));
                WireWatch wire = WireWatch.on(lab)) {
            LabHost victim = lab.owner();
            Killer killer = new Killer(lab, stage.talk(), List.of(bytes / 3), _ -> lab.killHost(victim, false));
            List<String> command =
                    SystemPrograms.streamClient(lab, "--mode", "upload", "--bytes", Long.toString(bytes), "--progress");
            try (Client client = Client.start(lab, command, (_, line) -> killer.progress(line))) {
                JsonNode report = client.json(Stage.PATIENCE);
                killer.settle();
                ActResult result = StreamAct.result(name(), client, report, killer.kills(), 1, wire.stop());
                String successor = lab.owner().name();
                Duration back = lab.startHost(victim);
                ClusterView.await(lab, ClusterView::whole, Stage.PATIENCE);
                stage.talk()
                        .step("%s went on; %s is back as the backup after %.1f s"
                                .formatted(successor, victim.name(), back.toMillis() / 1000.0));
                return result.require(!successor.equals(victim.name()), victim.name() + " serves although it was dead");
            }
        }
    }
}
