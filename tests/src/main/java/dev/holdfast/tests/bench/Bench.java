package dev.holdfast.tests.bench;

import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.campaign.CampaignRequest;
import dev.holdfast.tests.campaign.ClusterCampaign;
import dev.holdfast.tests.campaign.ClusterReport;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.Machine;
import dev.holdfast.tests.lab.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the same loads over all beds, round by round, so that a slow minute of the machine falls on all of them.
 *
 * <p>What runs before the counted rounds warms the JVMs up and is forgotten.
 */
final class Bench {

    /** Uploads before the counted ones: JVMs take some twenty seconds of them, on cores that their compilers use, too. */
    private static final int WARM_UPS = 5;

    private static final long BYTES_ALONE = 512L << 20;
    private static final long BYTES_OF_EIGHT = 64L << 20;
    private static final int MANY = 50;
    /** About what the node gathers while one append is under way. */
    private static final int STORE_BATCH = 256 << 10;

    static final String TAKEOVER = "takeover";
    private static final int TAKEOVER_CONNECTIONS = 4;

    private final Talk talk;
    private final double seconds;
    private final Map<Bed, Row> rows = new LinkedHashMap<>();
    private final Row memoryStore = new Row("memory");
    private final Row diskStore = new Row("disk");
    private final JournalRow journal = new JournalRow();
    private final Map<String, Double> takeover = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Bench(Talk talk, double seconds) {
        this.talk = talk;
        this.seconds = seconds;
    }

    /** @param wanted names of rows; empty means all */
    static BenchReport run(int rounds, double seconds, List<String> wanted, Talk talk) throws InterruptedException {
        Machine.mustHoldALab();
        Machine.mustHave(List.of("haproxy", "gcc", "make"));
        Bench bench = new Bench(talk, seconds);
        bench.loads(rounds, wanted);
        if (wanted.isEmpty() || wanted.contains(TAKEOVER)) {
            bench.takeovers(rounds);
        }
        return new BenchReport(
                List.copyOf(bench.rows.values()),
                bench.stores(),
                bench.journal.medians(),
                bench.takeover,
                bench.problems);
    }

    private void loads(int rounds, List<String> wanted) throws InterruptedException {
        if (wanted.equals(List.of(TAKEOVER))) {
            return;
        }
        try (LastWill will = new LastWill()) {
            Path directory = room(will);
            lay(directory, will, wanted);
            warmUp(rounds == 1 ? 0 : WARM_UPS);
            for (int round = 1; round <= rounds; round++) {
                round("round " + round + " of " + rounds);
                store(directory.resolve("store"));
                quorum(directory.resolve("quorum-" + round));
            }
        }
    }

    private void lay(Path directory, LastWill will, List<String> wanted) {
        List<Bed> beds = new ArrayList<>(ReferenceBeds.create(directory, will));
        if (wanted.isEmpty() || wanted.contains("holdfast-fast")) {
            beds.add(HoldfastBed.fast(directory, will));
        }
        if (wanted.isEmpty() || wanted.contains("holdfast-fast-disk")) {
            beds.add(HoldfastBed.fastOnDisk(directory, will));
        }
        if (wanted.isEmpty() || wanted.contains("holdfast-pcap4j")) {
            beds.add(HoldfastBed.pcap4j(directory, will));
        }
        if (wanted.isEmpty() || wanted.contains("holdfast-2-copies")) {
            beds.add(HoldfastBed.twoCopies(will));
        }
        if (wanted.isEmpty() || wanted.contains("holdfast-3-copies")) {
            beds.add(HoldfastBed.threeCopies(will));
        }
        beds.stream()
                .filter(bed -> wanted.isEmpty() || wanted.contains(bed.name()))
                .forEach(bed -> rows.put(bed, new Row(bed.name())));
    }

    /** As many deaths of the host that serves as there are rounds; medians of what each phase took. */
    private void takeovers(int deaths) throws InterruptedException {
        talk.heading("the host that serves dies, " + deaths + " times");
        CampaignRequest request =
                CampaignRequest.of(deaths, TAKEOVER_CONNECTIONS, 1).withLabName("benchhost");
        ClusterReport report = ClusterCampaign.run(ClusterCampaign.Kind.HOSTS, request, talk);
        problems.addAll(report.errors());
        if (!report.ok() && report.errors().isEmpty()) {
            problems.add("the deaths of hosts did not pass unseen: " + report.toJson());
        }
        report.medians().forEach((what, millis) -> takeover.put(what + ", ms", millis));
    }

    private void warmUp(int uploads) {
        round("warming up");
        for (int i = 0; i < uploads; i++) {
            rows.forEach((bed, row) -> {
                if (bed instanceof HoldfastBed) {
                    upload(bed, row);
                }
            });
        }
        rows.values().forEach(Row::forget);
    }

    private void round(String title) {
        talk.heading(title);
        rows.forEach((bed, row) -> {
            talk.step(bed.name());
            upload(bed, row);
            if (!bed.uploadsOnly()) {
                download(bed, row);
                questions(bed, row);
            }
            row.roundDone();
        });
    }

    /** In every round, since the disk's speed changes as the machine's does. */
    private void store(Path directory) {
        talk.step("the stores by themselves");
        memoryStore.add(Metric.UP_GBPS, StoreSpeed.memoryGbps(STORE_BATCH));
        diskStore.add(Metric.UP_GBPS, StoreSpeed.diskGbps(directory, STORE_BATCH));
    }

    private void quorum(Path directory) throws InterruptedException {
        talk.step("the journal on three copies beside bare TCP");
        journal.measure(directory);
    }

    private Map<String, Double> stores() {
        Map<String, Double> medians = new LinkedHashMap<>();
        for (Row store : List.of(memoryStore, diskStore)) {
            store.median(Metric.UP_GBPS).ifPresent(median -> medians.put(store.name(), median));
        }
        return medians;
    }

    private void upload(Bed bed, Row row) {
        LoadRun.over(bed, "up", 1, seconds, BYTES_ALONE, problems).ifPresent(run -> {
            row.add(Metric.UP_GBPS, run.gbps());
            row.add(Metric.CPU_S_PER_GB_UP, run.cpuSecondsPerGb());
        });
        LoadRun.over(bed, "up", 8, seconds, BYTES_OF_EIGHT, problems)
                .ifPresent(run -> row.add(Metric.UP_GBPS_8, run.gbps()));
    }

    private void download(Bed bed, Row row) {
        LoadRun.over(bed, "down", 1, seconds, BYTES_ALONE, problems).ifPresent(run -> {
            row.add(Metric.DOWN_GBPS, run.gbps());
            row.add(Metric.CPU_S_PER_GB_DOWN, run.cpuSecondsPerGb());
        });
        LoadRun.over(bed, "down", 8, seconds, BYTES_OF_EIGHT, problems)
                .ifPresent(run -> row.add(Metric.DOWN_GBPS_8, run.gbps()));
    }

    private void questions(Bed bed, Row row) {
        LoadRun.over(bed, "rr", 1, seconds, 0, problems).ifPresent(run -> {
            row.add(Metric.P50_US, run.report().path("p50_us").asDouble());
            row.add(Metric.P99_US, run.report().path("p99_us").asDouble());
        });
        LoadRun.over(bed, "rr", MANY, seconds, 0, problems).ifPresent(run -> {
            row.add(Metric.P50_US_50, run.report().path("p50_us").asDouble());
            row.add(Metric.P99_US_50, run.report().path("p99_us").asDouble());
        });
    }

    private static Path room(LastWill will) {
        try {
            Path directory = Files.createTempDirectory(Path.of("/var/tmp"), "holdfast-bench-");
            will.add(() -> Trees.remove(directory));
            return directory;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
