package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.watch.HttpEndpoint;
import dev.holdfast.actors.watch.WatchEndpoints;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page among ten thousand connections, in a browser. Bounds are generous: they are for mistakes, not for slow machines. */
@Tag("system")
class CrowdedPageSystemTest {

    private static final int COUNT = 10_000;
    private static final int END = 35;
    private static final int REFRESHES = 5;

    /** What a person takes for immediate is 100 ms. */
    private static final double SCROLL_MILLIS_MAX = 100;

    private static final double KEYSTROKE_MILLIS_MAX = 250;
    private static final double REFRESH_MILLIS_MAX = 1_000;

    @TempDir
    Path directory = Path.of("");

    @Test
    void tenThousandConnectionsStayUsable() throws IOException {
        String connections = connections();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (HttpEndpoint page = WatchEndpoints.page(anyPort, _ -> status(connections));
                Browser browser = Browser.start(directory.resolve("profile"))) {
            browser.open("http://127.0.0.1:" + page.address().getPort() + "/", 1280, 1100);
            browser.await("document.getElementById('shown').textContent === '10000 of 10000'");

            browser.evaluate("document.getElementById('rows').focus()");
            browser.press("End", END);
            browser.await(
                    "document.querySelector('#rows [aria-selected=true]')?.getAttribute('aria-posinset') === '10000'");
            assertThat(browser.evaluate("document.querySelectorAll('#rows .row').length")
                            .asInt())
                    .as("rows that are there")
                    .isLessThan(60);

            assertThat(scroll(browser)).isLessThan(SCROLL_MILLIS_MAX);
            assertThat(refresh(browser)).isLessThan(REFRESH_MILLIS_MAX);
            assertThat(keystroke(browser)).isLessThan(KEYSTROKE_MILLIS_MAX);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static double scroll(Browser browser) {
        return told("a scroll", browser, """
                (() => { const rows = document.getElementById('rows'); const began = performance.now();
                         for (let i = 0; i < 10; i++) { rows.scrollTop = i * 20000; rows.dispatchEvent(new Event('scroll')); }
                         return (performance.now() - began) / 10; })()""");
    }

    /** The longest time that the page was busy with one, as Chromium saw it; with those the transfer is not counted. */
    private static double refresh(Browser browser) {
        browser.evaluate("""
                (() => { window.busy = [0];
                         new PerformanceObserver((list) => window.busy.push(...list.getEntries().map((each) => each.duration)))
                           .observe({ type: 'longtask' });
                         performance.clearResourceTimings(); })()""");
        browser.await(
                "performance.getEntriesByType('resource').filter((each) => each.name.endsWith('status.json')).length >= "
                        + REFRESHES);
        return told("a refresh", browser, "Math.max(...window.busy)");
    }

    /** From the key to the rows as they are laid out anew. */
    private static double keystroke(Browser browser) {
        double millis = told("a keystroke in the filter", browser, """
                (() => { const text = document.getElementById('text'); const began = performance.now();
                         for (const typed of ['1', '10', '10.', '10.0', '10.0.', '10.0.3', '10.0.39']) {
                           text.value = typed; text.dispatchEvent(new Event('input')); document.getElementById('rows').offsetHeight; }
                         return (performance.now() - began) / 7; })()""");
        assertThat(browser.evaluate("document.getElementById('shown').textContent")
                        .asText())
                .isEqualTo("250 of 10000");
        return millis;
    }

    private static double told(String what, Browser browser, String script) {
        double millis = browser.evaluate(script).asDouble();
        System.err.printf("%s among 10,000 connections takes %.1f ms%n", what, millis);
        return millis;
    }

    private static byte[] status(String connections) {
        return """
                {"node": "alpha", "at": %d, "addresses": [{"address": "10.0.0.2", "role": "sole"}],
                 "services": [{"name": "web", "port": 80, "level": "L0", "state": "serving", "incarnation": 0, "pid": 1,
                   "connections": %d, "reason": ""}],
                 "connections": [%s], "failures": [], "journal": {"store": "memory", "bytes": 1, "limit": 2, "state": "open"}}
                """.formatted(System.currentTimeMillis(), COUNT, connections).getBytes(StandardCharsets.UTF_8);
    }

    private static String connections() {
        return IntStream.range(0, COUNT)
                .mapToObj(number -> """
                        {"id": "web_10.0.%1$d.%2$d:4000_10.0.0.2:80_1", "proto": "tcp", "service": "web", "server": "10.0.0.2:80",
                         "client": "10.0.%1$d.%2$d:4000", "state": "normal", "phase": "live", "bytes_in": %1$d, "bytes_out": %2$d,
                         "stable_lag_bytes": 0, "incarnation": 0, "protected": true}""".formatted(number / 250, number % 250))
                .collect(Collectors.joining(","));
    }
}
