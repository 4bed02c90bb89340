package dev.holdfast.tests.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Addressing;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Endings;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.util.List;

/** The other side of the coin: what a living server means to end does end, at the client too. */
record EndingsAct() implements Act {

    private static final int RESETS_MEANT = 1;
    /** The orderly close, and the server's half-close. */
    private static final int FINS_MEANT = 2;

    @Override
    public String name() {
        return "endings";
    }

    @Override
    public String plot() {
        return "a living server closes, half-closes and resets: the client must see exactly that";
    }

    @Override
    public ActResult play(Stage stage) throws InterruptedException {
        try (Lab lab = stage.lab(SystemPrograms.server("endings", Addressing.around(stage.vip()), Stage.PORT));
                WireWatch wire = WireWatch.on(lab);
                Client client = Client.start(
                        lab,
                        SystemPrograms.python("endings.py", lab.addressing().vip(), Integer.toString(Stage.PORT)),
                        (_, _) -> {})) {
            JsonNode report = client.json(Stage.PATIENCE);
            Endings endings = wire.stop();
            return new ActResult(
                            name(),
                            report.path("bytes").asLong(),
                            0,
                            report.path("longest_wait_ms").asDouble(),
                            Math.max(0, endings.resets() - RESETS_MEANT),
                            Math.max(0, endings.earlyFins() - FINS_MEANT),
                            report.path("sha256_equal").asBoolean(),
                            List.of())
                    .require(report.path("ok").asBoolean(), "the client saw " + report + " " + client.lastWords())
                    .require(endings.resets() >= RESETS_MEANT, "the server's own reset did not reach the wire")
                    .require(endings.earlyFins() >= FINS_MEANT, "the server's own FINs did not reach the wire");
        }
    }
}
