package dev.holdfast.tests.system;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import java.time.Duration;
import java.util.List;

/** What system tests have in common: labs of their own names, removed before and after. */
final class Labs {

    static final int PORT = 9000;
    static final Duration PATIENCE = Duration.ofSeconds(90);

    private Labs() {}

    static LabRequest request(String name, List<String> server) {
        return LabRequest.of(name, PORT, server);
    }

    /** Removes what an interrupted run may have left first. */
    static Lab up(LabRequest request) {
        Lab.down(request.name());
        return Lab.up(request);
    }

    static Killer killer(Lab lab, Long... thresholds) {
        return new Killer(lab, Talk.toStderr(), List.of(thresholds));
    }

    static Client client(Lab lab, List<String> command) {
        return Client.start(lab, command, (_, _) -> {});
    }
}
