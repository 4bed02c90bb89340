package dev.holdfast.tests.campaign;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Addressing;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.SystemPrograms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Kills one server again and again, by a seeded schedule, under a {@link MixedLoad}. */
public final class KillCampaign {

    private static final int PORT = 9000;
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(30);

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
        try (MixedLoad load = MixedLoad.start(lab, request)) {
            TimeUnit.MILLISECONDS.sleep(500);
            List<Long> kills = kill(load);
            TimeUnit.MILLISECONDS.sleep(500);
            LoadReport seen = load.windUp();
            Phases phases = new Phases();
            phases.addRecoveries("", lab.status());
            CampaignReport report = new CampaignReport(request, kills, seen, start, phases.byName());
            if (!report.ok()) {
                talk.bad("the node's last words:\n" + lab.nodesLastWords());
            }
            return report;
        }
    }

    private List<Long> kill(MixedLoad load) throws InterruptedException {
        KillSchedule schedule = new KillSchedule(request.seed());
        List<Long> times = new ArrayList<>();
        try (Halt halt = new Halt(talk)) {
            while (times.size() < request.blows() && load.runs() && !halt.isAsked()) {
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
}
