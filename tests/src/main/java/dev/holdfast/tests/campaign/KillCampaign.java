package dev.holdfast.tests.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Addressing;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Kills one server again and again, by a seeded schedule, under connections that upload, download, do both and chat.
 *
 * <p>Two connections live through all the kills; the others end and begin meanwhile, so that openings and endings fall into
 * failures too.
 */
public final class KillCampaign {

    private static final int PORT = 9000;
    private static final int LONG_LIVED = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);
    private static final String FOR_EVER = "1000000000000";

    private final CampaignRequest request;
    private final Lab lab;
    private final Talk talk;

    private KillCampaign(CampaignRequest request, Lab lab, Talk talk) {
        this.request = request;
        this.lab = lab;
        this.talk = talk;
    }

    /** Runs it in a lab of its own; leaves nothing behind. */
    public static CampaignReport run(CampaignRequest request, Talk talk) throws InterruptedException {
        try (LastWill will = new LastWill()) {
            List<String> server = SystemPrograms.server("mixed", Addressing.around(request.vip()), PORT);
            will.add(() -> Lab.down(request.labName()));
            Lab lab = Lab.up(LabRequest.of(request.labName(), PORT, server)
                    .withVip(request.vip())
                    .withPlacement(request.placement())
                    .withLink(request.link()));
            return new KillCampaign(request, lab, talk).run();
        }
    }

    private CampaignReport run() throws InterruptedException {
        double start = StartTime.measure(lab, SystemPrograms.server("mixed", lab.addressing(), StartTime.PORT));
        int comers = Math.max(1, request.connections() - LONG_LIVED);
        try (WireWatch wire = WireWatch.on(lab);
                Client lasting = client(LONG_LIVED, "both,lines", FOR_EVER, request.bytesPerSecond() / 16);
                Client coming = client(
                        comers,
                        "upload,blast,both,lines",
                        Long.toString(request.sessionBytes()),
                        request.bytesPerSecond())) {
            TimeUnit.MILLISECONDS.sleep(500);
            List<Long> kills = kill(lasting, coming);
            TimeUnit.MILLISECONDS.sleep(500);
            lasting.interrupt();
            coming.interrupt();
            List<JsonNode> reports = List.of(lasting.json(PATIENCE), coming.json(PATIENCE));
            CampaignReport report = new CampaignReport(request, kills, reports, wire.stop(), start, phases());
            if (!report.ok()) {
                talk.bad("the node's last words:\n" + lab.nodesLastWords());
            }
            return report;
        }
    }

    private Client client(int connections, String modes, String bytes, long rate) {
        List<String> command = SystemPrograms.streamClient(
                lab,
                "--mixed",
                "--split",
                "--mode",
                modes,
                "--connections",
                Integer.toString(connections),
                "--bytes",
                bytes,
                "--rate",
                Long.toString(rate),
                "--lines",
                bytes.equals(FOR_EVER) ? FOR_EVER : "60",
                "--seconds",
                "100000",
                "--seed",
                Long.toString(request.seed() * 1_000_000 + connections));
        return Client.start(lab, command, (_, _) -> {});
    }

    private List<Long> kill(Client lasting, Client coming) throws InterruptedException {
        KillSchedule schedule = new KillSchedule(request.seed());
        List<Long> times = new ArrayList<>();
        while (times.size() < request.kills() && lasting.runs() && coming.runs()) {
            KillSchedule.Gap gap = schedule.next();
            if (gap.afterServing()) {
                awaitServing();
            }
            TimeUnit.MILLISECONDS.sleep(gap.millis());
            times.add(killOnce());
            if (times.size() % 20 == 0) {
                talk.blow(times.size() + " kills");
            }
        }
        return times;
    }

    private void awaitServing() throws InterruptedException {
        long deadline = System.nanoTime() + KILL_PATIENCE.toNanos();
        while (!lab.status().path("services").path(0).path("state").asText().equals("serving")) {
            if (System.nanoTime() > deadline) {
                throw notBack();
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** As soon as there is something to kill; gives when. */
    private long killOnce() {
        if (lab.killServer(KILL_PATIENCE) == 0) {
            throw notBack();
        }
        return System.currentTimeMillis();
    }

    private CommandFailure notBack() {
        return new CommandFailure(
                ExitCode.FAILED, "the server did not come back for 30 s", "the lab's status: " + lab.status());
    }

    private Map<String, List<Double>> phases() {
        Map<String, List<Double>> phases = new TreeMap<>();
        for (JsonNode failure : lab.status().path("failures")) {
            failure.path("phases_ms")
                    .properties()
                    .forEach(phase -> phases.computeIfAbsent(phase.getKey(), _ -> new ArrayList<>())
                            .add(phase.getValue().asDouble()));
        }
        return phases;
    }
}
