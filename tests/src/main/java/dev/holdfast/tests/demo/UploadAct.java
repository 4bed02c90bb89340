package dev.holdfast.tests.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Addressing;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.util.List;

/** An upload to a small server that hashes what it gets and answers the digest; killed twice on the way. */
record UploadAct() implements Act {

    private static final long BYTES = 512L << 20;

    @Override
    public String name() {
        return "upload";
    }

    @Override
    public String plot() {
        return "512 MiB go up to a server that hashes its input; it is killed twice on the way";
    }

    @Override
    public ActResult play(Stage stage) throws InterruptedException {
        long bytes = stage.scaled(BYTES);
        try (Lab lab = stage.lab(SystemPrograms.server("hash", Addressing.around(stage.vip()), Stage.PORT));
                WireWatch wire = WireWatch.on(lab)) {
            Killer killer = new Killer(lab, stage.talk(), List.of(bytes / 5, bytes / 2));
            List<String> command =
                    SystemPrograms.streamClient(lab, "--mode", "upload", "--bytes", Long.toString(bytes), "--progress");
            try (Client client = Client.start(lab, command, (_, line) -> killer.progress(line))) {
                JsonNode report = client.json(Stage.PATIENCE);
                killer.settle();
                return StreamAct.result(name(), client, report, killer.kills(), 2, wire.stop());
            }
        }
    }
}
