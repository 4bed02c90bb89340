package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.cli.AdminSocket;
import dev.holdfast.actors.watch.HttpEndpoint;
import dev.holdfast.actors.watch.WatchEndpoints;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a browser: a server is killed under it, the keyboard is enough, ten thousand connections are not too many. */
@Tag("system")
class LivePageSystemTest {

    private static final String NAME = "tpage";
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;
    private static final int DOWN = 40;
    private static final int END = 35;

    @TempDir
    Path directory = Path.of("");

    @Test
    void showsAKillAndWhatTheJournalHoldsOfAConnection() throws IOException {
        try (Lab lab = Labs.up(Labs.request(NAME, SystemPrograms.python("servers.py", "echo", "9000")));
                HttpEndpoint page = page(asking(lab));
                Browser browser = Browser.start(directory.resolve("profile"))) {
            List<Client> clients = new ArrayList<>();
            for (int number = 0; number < 6; number++) {
                clients.add(talker(lab, number));
            }
            browser.open(url(page), 1200, 940);
            browser.await("document.getElementById('live').textContent === 'live'");
            browser.await("document.querySelectorAll('#rows .row:not([hidden])').length === 6");
            browser.evaluate("new Promise((done) => setTimeout(done, 4000))");

            lab.killServer();

            browser.await("document.querySelector('#failovers .phases .replay') !== null");
            browser.await("document.querySelector('#services .badge').textContent === 'serving'");
            browser.await("document.querySelectorAll('#rows .badge.normal').length === 6");
            shot(browser, "light", "live-page.png");

            browser.evaluate("document.getElementById('rows').focus()");
            browser.press("ArrowDown", DOWN);
            browser.press("ArrowDown", DOWN);
            assertThat(browser.evaluate("document.getElementById('rows').getAttribute('aria-activedescendant')")
                            .asText())
                    .isEqualTo("row-1");
            browser.press("Enter", ENTER);
            browser.await("document.querySelectorAll('#events tbody tr').length > 2");
            browser.await("document.activeElement.id === 'h-detail'");
            String events = browser.evaluate("document.getElementById('events').textContent")
                    .asText();
            assertThat(events)
                    .contains("opened", "client bytes", "server replaced")
                    .doesNotContain("s3cret");
            shot(browser, "dark", "live-page-dark.png");

            browser.press("Escape", ESCAPE);
            browser.await("document.getElementById('detail').hidden && document.activeElement.id === 'rows'");
            assertThat(browser.complaints()).isEmpty();
            clients.forEach(Client::close);
        }
    }

    @Test
    void tenThousandConnectionsStayUsable() throws IOException {
        byte[] status = manyConnections(10_000).getBytes(StandardCharsets.UTF_8);
        try (HttpEndpoint page = page(_ -> status);
                Browser browser = Browser.start(directory.resolve("profile"))) {
            browser.open(url(page), 1280, 1100);
            browser.await("document.getElementById('shown').textContent === '10000 of 10000'");

            browser.evaluate("document.getElementById('rows').focus()");
            browser.press("End", END);
            browser.await(
                    "document.querySelector('#rows [aria-selected=true]')?.getAttribute('aria-posinset') === '10000'");
            JsonNode rows = browser.evaluate("document.querySelectorAll('#rows .row').length");
            JsonNode millis = browser.evaluate("""
                    (() => { const began = performance.now();
                             for (let i = 0; i < 10; i++) { document.getElementById('rows').scrollTop = i * 20000;
                               document.getElementById('rows').dispatchEvent(new Event('scroll')); }
                             return (performance.now() - began) / 10; })()""");

            assertThat(rows.asInt()).isLessThan(60);
            assertThat(millis.asDouble())
                    .as("milliseconds to draw after a scroll")
                    .isLessThan(100);
            assertThat(browser.complaints()).isEmpty();
            System.err.println("a scroll among 10,000 connections takes " + millis + " ms");
        }
    }

    private static void shot(Browser browser, String scheme, String name) throws IOException {
        browser.prefer(scheme);
        browser.evaluate("new Promise((done) => setTimeout(done, 1500))");
        Path images = Path.of(System.getProperty("holdfast.images", "target/images"));
        Files.createDirectories(images);
        browser.screenshot(images.resolve(name));
    }

    private static Client talker(Lab lab, int number) {
        String talk =
                "exec 3<>/dev/tcp/%s/%d; while :; do head -c %d /dev/zero | tr '\\0' x >&3; echo s3cret >&3; sleep 0.3; done"
                        .formatted(lab.addressing().vip(), Labs.PORT, 400 * (number + 1));
        return Labs.client(lab, List.of("bash", "-c", talk));
    }

    private static Function<String, byte[]> asking(Lab lab) {
        AdminSocket socket = new AdminSocket(lab.hosts().getFirst().place().adminSocket());
        return request -> socket.ask(request).toString().getBytes(StandardCharsets.UTF_8);
    }

    private static HttpEndpoint page(Function<String, byte[]> ask) throws IOException {
        return WatchEndpoints.page(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ask);
    }

    private static String url(HttpEndpoint page) {
        return "http://127.0.0.1:" + page.address().getPort() + "/";
    }

    private static String manyConnections(int count) {
        String connections = IntStream.range(0, count)
                .mapToObj(number -> """
                        {"id": "web_10.0.%1$d.%2$d:4000_10.0.0.2:80_1", "proto": "tcp", "service": "web", "server": "10.0.0.2:80",
                         "client": "10.0.%1$d.%2$d:4000", "state": "normal", "phase": "live", "bytes_in": %1$d, "bytes_out": %2$d,
                         "stable_lag_bytes": 0, "incarnation": 0, "protected": true}""".formatted(number / 250, number % 250))
                .collect(Collectors.joining(","));
        return """
                {"node": "alpha", "at": %d, "addresses": [{"address": "10.0.0.2", "role": "sole"}],
                 "services": [{"name": "web", "port": 80, "level": "L0", "state": "serving", "incarnation": 0, "pid": 1,
                   "connections": %d, "reason": ""}],
                 "connections": [%s], "failures": [], "journal": {"store": "memory", "bytes": 1, "limit": 2, "state": "open"}}
                """.formatted(System.currentTimeMillis(), count, connections);
    }
}
