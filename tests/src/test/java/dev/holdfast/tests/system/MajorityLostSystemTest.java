package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.ClusterView;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.LabHost;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LanObserver;
import dev.holdfast.tests.lab.Progress;
import dev.holdfast.tests.lab.SystemPrograms;
import dev.holdfast.tests.lab.WireWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Backup and witness stand still: the owner cannot know that it is alone, so it says nothing until they are back. */
@Tag("system")
class MajorityLostSystemTest {

    private static final Duration LEASE = Duration.ofMillis(300);
    private static final Duration SLACK = Duration.ofMillis(30);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final int CONNECTIONS = 3;

    @Test
    void theServicePausesInsteadOfAnsweringAndGoesOnWhenTheMajorityIsBack() throws InterruptedException {
        LabRequest request = Labs.request("tmajority", SystemPrograms.python("servers.py", "mixed", "9000"))
                .withHosts(LabRequest.Hosts.THREE);
        AtomicLong arrived = new AtomicLong();
        try (Lab lab = Labs.up(request);
                LanObserver observer = LanObserver.on(lab);
                WireWatch wire = WireWatch.on(lab);
                Client streams = Client.start(
                        lab,
                        Labs.lastingStreams(lab.addressing().vip(), "both,upload,lines", 500_000),
                        (_, line) -> Progress.of(line).ifPresent(arrived::set))) {
            LabHost owner = lab.owner();
            List<LabHost> others = lab.hosts().stream()
                    .filter(host -> !host.name().equals(owner.name()))
                    .toList();
            await().atMost(Labs.PATIENCE).until(() -> arrived.get() > 1_000_000);

            others.forEach(LabHost::freeze);
            long frozen = System.currentTimeMillis();
            await().atMost(Labs.PATIENCE).until(() -> leaseLeft(lab, owner) == 0);
            long paused = System.currentTimeMillis();
            await().atMost(Labs.PATIENCE)
                    .until(() -> System.currentTimeMillis() - paused > SILENCE.toMillis() && isSilent(observer, owner));
            assertThat(lastFrame(observer, owner) - frozen)
                    .isLessThanOrEqualTo(LEASE.plus(SLACK).toMillis());

            others.forEach(LabHost::thaw);
            ClusterView.await(lab, ClusterView::whole, Labs.PATIENCE);
            long before = arrived.get();
            await().atMost(Labs.PATIENCE).until(() -> arrived.get() > before + 500_000);

            streams.interrupt();
            JsonNode report = streams.json(Labs.PATIENCE);
            String all = report.toPrettyString() + "\n" + lab.nodesLastWords();
            assertThat(report.path("ok").asBoolean()).as(all).isTrue();
            assertThat(report.path("completed").asInt()).as(all).isEqualTo(CONNECTIONS);
            assertThat(report.path("longest_stall_ms").asLong()).as(all).isGreaterThan(SILENCE.toMillis());
            assertThat(wire.stop().resets()).as(all).isZero();
            assertThat(observer.stop().overlaps(LEASE)).isEmpty();
        }
    }

    private static long leaseLeft(Lab lab, LabHost owner) {
        return ClusterView.of(lab).address(owner.name()).path("lease_left_ms").asLong(-1);
    }

    private static boolean isSilent(LanObserver observer, LabHost owner) {
        return System.currentTimeMillis() - lastFrame(observer, owner) > SILENCE.toMillis();
    }

    /** Milliseconds since the epoch. */
    private static long lastFrame(LanObserver observer, LabHost owner) {
        return TimeUnit.MICROSECONDS.toMillis(
                observer.turns().last(owner.name()).orElseThrow());
    }
}
