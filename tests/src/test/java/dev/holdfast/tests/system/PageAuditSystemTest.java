package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.watch.HttpEndpoint;
import dev.holdfast.actors.watch.WatchEndpoints;
import dev.holdfast.tests.lab.Checkout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The live page, showing everything that it can show, as Chromium judges it: seen, spoken, typed into, and locked in. */
@Tag("system")
class PageAuditSystemTest {

    private static final int TAB = 9;
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;
    private static final int DOWN = 40;
    private static final int STOPS_MAX = 30;
    private static final Set<String> NEED_NAMES = Set.of(
            "link",
            "button",
            "searchbox",
            "textbox",
            "combobox",
            "listbox",
            "option",
            "img",
            "image",
            "region",
            "search",
            "heading",
            "columnheader");

    @TempDir
    Path directory = Path.of("");

    private HttpEndpoint page;
    private Browser browser;

    @BeforeEach
    void openThePage() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        page = WatchEndpoints.page(anyPort, PageAuditSystemTest::answer);
        browser = Browser.start(directory.resolve("profile"));
        browser.open(origin() + "/", 1280, 1000);
        browser.await("document.querySelectorAll('#rows .row:not([hidden])').length === 5");
        browser.await("document.querySelectorAll('#failovers .phases').length === 2");
    }

    @AfterEach
    void close() {
        browser.close();
        page.close();
    }

    private void openAConnection() {
        browser.evaluate("document.getElementById('rows').focus()");
        browser.press("ArrowDown", DOWN);
        browser.press("Enter", ENTER);
        browser.await("document.querySelectorAll('#events tbody tr').length === 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everythingStandsOutFromItsGround(String scheme) throws IOException {
        browser.prefer(scheme);
        openAConnection();

        JsonNode audit = browser.evaluate(Files.readString(Checkout.script("page-contrast.js")));

        assertThat(audit.path("colours").asInt())
                .as("colours of text that were seen")
                .isGreaterThan(3);
        assertThat(audit.path("found")).as(scheme).isEmpty();
    }

    @Test
    void everythingHasAName() {
        openAConnection();

        List<String> named = new ArrayList<>();
        List<String> nameless = new ArrayList<>();
        for (JsonNode node : browser.accessibility()) {
            String role = node.path("role").path("value").asText();
            boolean hasName = !node.path("name").path("value").asText().isBlank();
            if (!node.path("ignored").asBoolean() && NEED_NAMES.contains(role)) {
                (hasName ? named : nameless).add(role);
            }
        }

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(nameless).isEmpty();
        assertThat(browser.evaluate("document.documentElement.lang").asText()).isEqualTo("en");
        assertThat(browser.evaluate("document.title").asText()).isEqualTo("alpha – Holdfast");
    }

    @Test
    void theKeyboardReachesEverythingAndShowsWhereItIs() {
        openAConnection();
        browser.press("Escape", ESCAPE);
        browser.evaluate("document.activeElement.blur()");

        List<String> stops = new ArrayList<>();
        for (int stop = 0; stop < STOPS_MAX; stop++) {
            browser.press("Tab", TAB);
            JsonNode at = browser.evaluate("""
                    (() => { const at = document.activeElement; const style = getComputedStyle(at);
                             return { name: at.id || at.className || at.tagName, outlined: style.outlineStyle !== 'none' }; })()""");
            stops.add(at.path("name").asText());
            assertThat(at.path("outlined").asBoolean() || stops.getLast().matches("rows|BODY"))
                    .as("%s shows the focus", stops.getLast())
                    .isTrue();
        }

        assertThat(stops).containsSubsequence("text", "state", "rows").contains("skip");
    }

    @Test
    void nothingIsAskedOfAnybodyElse() {
        openAConnection();

        assertThat(browser.requests()).hasSizeGreaterThan(5).allMatch(url -> url.startsWith(origin() + "/"));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void whatWouldBeSmuggledInDoesNotRun() {
        browser.evaluate("""
                (() => { const script = document.createElement('script'); script.textContent = 'window.smuggled = 1';
                         document.body.append(script);
                         const button = document.createElement('button'); button.setAttribute('onclick', 'window.smuggled = 2');
                         document.body.append(button); button.click(); })()""");

        assertThat(browser.evaluate("typeof window.smuggled").asText()).isEqualTo("undefined");
        assertThat(browser.evaluate("fetch('http://127.0.0.2:9/').then(() => 'sent', () => 'refused')")
                        .asText())
                .isEqualTo("refused");
        assertThat(browser.complaints()).contains("script-src", "connect-src");
    }

    private String origin() {
        return "http://127.0.0.1:" + page.address().getPort();
    }

    private static byte[] answer(String request) {
        String answer = request.startsWith("events") ? """
                {"events": [{"seq": 1, "at": 1000, "type": "opened", "detail": ""},
                            {"seq": 2, "at": 2000, "type": "server replaced", "detail": "incarnation 1"}]}""" : everything();
        return answer.getBytes(StandardCharsets.UTF_8);
    }

    /** Two addresses, one of them without an owner; services and connections in all states; a failover and a takeover. */
    private static String everything() {
        long now = System.currentTimeMillis();
        List<String> connections = new ArrayList<>();
        List<String> services = new ArrayList<>();
        for (String state : List.of("stalled", "recovering", "opening", "normal", "unprotected")) {
            connections.add("""
                    {"id": "web_%1$s", "service": "web", "client": "10.0.0.%2$d:4000", "state": "%3$s", "bytes_in": 5, "bytes_out": 7,
                     "stable_lag_bytes": 1, "incarnation": 1, "protected": %4$s}""".formatted(
                            state,
                            connections.size(),
                            state.equals("unprotected") ? "normal" : state,
                            !state.equals("unprotected")));
        }
        for (String state : List.of("serving", "down", "starting", "unpublished")) {
            services.add("""
                    {"name": "%s", "port": 80, "level": "L0", "state": "%1$s", "incarnation": 1, "pid": 9, "connections": 5,
                     "reason": "was killed by signal 9"}""".formatted(state));
        }
        return """
                {"node": "alpha", "at": %1$d, "services": [%2$s], "connections": [%3$s],
                 "addresses": [{"address": "10.0.0.1", "role": "owner", "epoch": 3, "lease_left_ms": 200, "fenced": false, "owner_heard": true,
                   "owner": "alpha", "replicas": [{"node": "beta", "lag": 0, "counts": true}, {"node": "gamma", "lag": 9, "counts": false}],
                   "takeovers": [{"at": %4$d, "epoch": 3, "phases_ms": {"detect": 300, "seal": 90, "take_up": 80, "fence": 70, "total": 540}}]},
                  {"address": "10.0.0.2", "role": "follower", "owner_heard": false}],
                 "failures": [{"at": %4$d, "service": "down", "cause": "was killed by signal 9", "connections": 5,
                   "phases_ms": {"detect": 90, "restart": 90, "handshake": 90, "replay": 90, "total": 360}}],
                 "journal": {"store": "disk", "bytes": 1, "limit": 2, "state": "full"}}
                """.formatted(now, String.join(",", services), String.join(",", connections), now - 5_000);
    }
}
