package dev.holdfast.tests.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Addressing;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.util.List;

/** A line protocol with state per connection; the server is killed between two lines and in the middle of one. */
record LinesAct() implements Act {

    private static final String PAUSES = "between:10,inside:20,between:30,inside:40";
    private static final int KILLS = 4;

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public String plot() {
        return "60 lines to an echo server that counts per connection; killed between lines and inside of lines";
    }

    @Override
    public ActResult play(Stage stage) throws InterruptedException {
        try (Lab lab = stage.lab(SystemPrograms.server("echo", Addressing.around(stage.vip()), Stage.PORT));
                WireWatch wire = WireWatch.on(lab)) {
            Killer killer = new Killer(lab, stage.talk(), List.of());
            List<String> command = SystemPrograms.streamClient(
                    lab, "--mode", "lines", "--lines", "60", "--interval", "15", "--pause", PAUSES);
            try (Client client = Client.start(lab, command, (asking, line) -> killAtPause(asking, line, killer))) {
                JsonNode report = client.json(Stage.PATIENCE);
                return StreamAct.result(name(), client, report, killer.kills(), KILLS, wire.stop());
            }
        }
    }

    private static void killAtPause(Client client, String line, Killer killer) {
        if (line.startsWith("{\"paused\"")) {
            killer.kill(line.contains("inside") ? "inside a line" : "between two lines");
            client.tell("go on");
        }
    }
}
