package dev.holdfast.actors.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.persistence.journal.JournalStats;
import dev.holdfast.protocol.quorum.Member;
import dev.holdfast.protocol.quorum.Voice;
import dev.holdfast.protocol.southside.Phase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Vitals vitals = new Vitals();

    private String text() {
        NodeSnapshot node = Sights.node(
                Sights.address(
                        "owner",
                        new NodeSnapshot.Lease(250, true),
                        Sights.log(Member.Role.WRITER, Voice.VOTING, true),
                        JournalStats.State.OPEN),
                List.of(Sights.service("serving", "")),
                Sights.connection(1, Phase.LIVE, 100),
                Sights.connection(2, Phase.LIVE, 23),
                Sights.connection(3, Phase.DOWN, 0));
        return new String(Metrics.text(vitals, node, "9.9"), StandardCharsets.UTF_8);
    }

    @Test
    void showsWhatTheSnapshotShows() {
        assertThat(text())
                .contains("holdfast_connections{service=\"web\",state=\"normal\"} 2.0")
                .contains("holdfast_connections{service=\"web\",state=\"stalled\"} 1.0")
                .contains("holdfast_journal_stable_lag_bytes{service=\"web\"} 123.0")
                .contains("holdfast_lease_remaining_seconds{vip=\"10.0.0.2\"} 0.25")
                .contains("holdfast_replica_lag_records{replica=\"beta\",vip=\"10.0.0.2\"} 10.0")
                .contains("holdfast_segments_dropped_total{reason=\"checksum\",vip=\"10.0.0.2\"} 3.0")
                .contains("holdfast_peer_connected{peer=\"beta\"} 1.0")
                .contains("holdfast_peer_messages_dropped_total{peer=\"beta\"} 7.0")
                .contains("holdfast_peer_configuration_differences{peer=\"beta\"} 2.0")
                .contains("holdfast_ready 1.0");
    }

    @Test
    void countsWhatHappensBetweenTwoScrapes() {
        vitals.serves("web");
        vitals.serverDied("web");
        vitals.appended(70_000);
        vitals.failedOver("web", Map.of("detect", 2L, "restart", 90L, "total", 150L));
        vitals.takenOver("10.0.0.2", Map.of("seal", 4L, "total", 400L));

        assertThat(text())
                .contains("holdfast_server_deaths_total{service=\"web\"} 1.0")
                .contains("holdfast_quarantined_connections_total{service=\"web\"} 0.0")
                .contains("holdfast_journal_append_seconds_bucket{le=\"5.0E-5\"} 0")
                .contains("holdfast_journal_append_seconds_bucket{le=\"1.0E-4\"} 1")
                .contains("holdfast_failover_duration_seconds_sum{service=\"web\"} 0.15")
                .contains("holdfast_failover_phase_seconds_count{phase=\"restart\",service=\"web\"} 1")
                .contains("holdfast_takeover_duration_seconds_count{vip=\"10.0.0.2\"} 1");
    }

    @Test
    void namesNoClient() {
        assertThat(text()).doesNotContain(Sights.CLIENT);
    }

    @Test
    void rulesAndDashboardAskForMetricsThatThereAre() throws IOException {
        vitals.serves("web");
        vitals.failedOver("web", Map.of("detect", 2L, "total", 150L));
        vitals.takenOver("10.0.0.2", Map.of("seal", 4L, "total", 400L));
        Set<String> known = names(text());

        for (String file : List.of("holdfast.rules.yml", "holdfast.dashboard.json")) {
            Set<String> asked = names(Files.readString(Path.of("../config/monitoring", file)));
            assertThat(asked).as(file).isNotEmpty();
            assertThat(known).as(file).containsAll(asked);
        }
    }

    private static Set<String> names(String text) {
        return Pattern.compile("holdfast_[a-z_]+")
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
