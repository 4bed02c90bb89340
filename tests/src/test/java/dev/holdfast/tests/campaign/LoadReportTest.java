package dev.holdfast.tests.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.tests.lab.Endings;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadReportTest {

    private static final Endings CLEAN = new Endings(0, 0, 1);

    @Test
    void aStallBelongsToTheTimeThatItTouches() throws JsonProcessingException {
        LoadReport report =
                report("{\"ok\": true, \"stalls\": [{\"at\": 10.0, \"ms\": 400}, {\"at\": 20.0, \"ms\": 70}]}", CLEAN);

        assertThat(report.longestStall(9_980, 9_980)).isEqualTo(400);
        assertThat(report.longestStall(10_390, 10_390)).isEqualTo(400);
        assertThat(report.longestStall(10_500, 20_500)).isEqualTo(70);
        assertThat(report.longestStall(11_000, 12_000)).isZero();
    }

    @Test
    void whoOpensAConnectionIsCountedByItself() throws JsonProcessingException {
        LoadReport report = report(
                "{\"ok\": true, \"stalls\": [{\"at\": 10.0, \"ms\": 1040, \"opening\": true}, {\"at\": 10.0, \"ms\": 400}]}",
                CLEAN);

        assertThat(report.longestStall(9_000, 11_000)).isEqualTo(400);
        assertThat(report.longestOpening(9_000, 11_000)).isEqualTo(1040);
    }

    @Test
    void oneResetOnTheWireIsEnoughToFail() throws JsonProcessingException {
        assertThat(report("{\"ok\": true}", CLEAN).ok()).isTrue();
        assertThat(report("{\"ok\": true}", new Endings(1, 0, 1)).ok()).isFalse();
        assertThat(report("{\"ok\": true, \"errors\": [\"wrong byte\"]}", CLEAN).ok())
                .isFalse();
        assertThat(report("{\"ok\": false}", CLEAN).ok()).isFalse();
    }

    private static LoadReport report(String client, Endings wire) throws JsonProcessingException {
        return new LoadReport(List.of(new ObjectMapper().readTree(client)), wire);
    }
}
