package dev.holdfast.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterViewTest {

    private static final String FOLLOWS = "{\"services\": [], \"addresses\": [{\"role\": \"backup\"}]}";
    private static final String SERVES = """
            {"services": [{"state": "serving"}],
             "addresses": [{"replicas": [{"node": "alpha", "counts": %s, "takes_state": false},
                                         {"node": "gamma", "counts": true}]}]}
            """;

    @Test
    void isWholeWhenOneServesAndEveryCopyCounts() throws JsonProcessingException {
        ClusterView view = view(FOLLOWS, SERVES.formatted("true"), FOLLOWS);

        assertThat(view.serving()).hasValue("beta");
        assertThat(view.whole()).isTrue();
        assertThat(view.replicas()).hasSize(2);
    }

    @Test
    void isNotWholeWhileACopyCatchesUp() throws JsonProcessingException {
        assertThat(view(FOLLOWS, SERVES.formatted("false"), FOLLOWS).whole()).isFalse();
    }

    @Test
    void isNotWholeWhileAServerStartsOrANodeIsSilent() throws JsonProcessingException {
        ClusterView starting = view(FOLLOWS, "{\"services\": [{\"state\": \"starting\"}]}", FOLLOWS);

        assertThat(starting.owner()).hasValue("beta");
        assertThat(starting.serving()).isEmpty();
        assertThat(starting.whole()).isFalse();
        assertThat(view(FOLLOWS, SERVES.formatted("true"), "").whole()).isFalse();
    }

    @Test
    void aDeposedOwnerThatDoesNotKnowItYetIsNoOwner() throws JsonProcessingException {
        String deposed =
                "{\"services\": [{\"state\": \"serving\"}], \"addresses\": [{\"epoch\": 3, \"owner\": \"alpha\"}]}";
        String successor =
                "{\"services\": [{\"state\": \"serving\"}], \"addresses\": [{\"epoch\": 4, \"owner\": \"beta\"}]}";
        ClusterView view = view(deposed, successor, FOLLOWS);

        assertThat(view.serving()).hasValue("beta");
        assertThat(view.whole()).isFalse();
    }

    @Test
    void anOwnerWithoutALeaseDoesNotServe() throws JsonProcessingException {
        String paused =
                "{\"services\": [{\"state\": \"serving\"}], \"addresses\": [{\"epoch\": 3, \"lease_left_ms\": 0}]}";

        assertThat(view(paused, FOLLOWS, FOLLOWS).owner()).hasValue("alpha");
        assertThat(view(paused, FOLLOWS, FOLLOWS).serving()).isEmpty();
    }

    @Test
    void nobodyOwnsWhatNobodyServes() throws JsonProcessingException {
        assertThat(view(FOLLOWS, FOLLOWS, "").owner()).isEmpty();
        assertThat(view(FOLLOWS, FOLLOWS, "").replicas()).isEmpty();
    }

    private static ClusterView view(String alpha, String beta, String gamma) throws JsonProcessingException {
        return new ClusterView(Map.of("alpha", read(alpha), "beta", read(beta), "gamma", read(gamma)));
    }

    private static JsonNode read(String text) throws JsonProcessingException {
        return text.isEmpty() ? MissingNode.getInstance() : new ObjectMapper().readTree(text);
    }
}
