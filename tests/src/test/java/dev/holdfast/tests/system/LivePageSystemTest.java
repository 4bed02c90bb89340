package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.cli.AdminSocket;
import dev.holdfast.actors.watch.HttpEndpoint;
import dev.holdfast.actors.watch.WatchEndpoints;
import dev.holdfast.tests.lab.Checkout;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The live page in a browser: a server is killed under it, and the keyboard is enough to see what became of whom. */
@Tag("system")
class LivePageSystemTest {

    private static final String NAME = "tpage";
    private static final int ENTER = 13;
    private static final int ESCAPE = 27;
    private static final int DOWN = 40;
    private static final long SEEN_WITHIN_MILLIS = 1_000;

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

            browser.evaluate(Files.readString(Checkout.script("page-alarm.js")));

            lab.killServer();

            browser.await("document.querySelector('#failovers .phases .replay') !== null");
            assertTheTimelineShowedItSoon(browser, lab);
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

    /** From the kill, by the node's clock, until the timeline had a mark of the colour for it. */
    private static void assertTheTimelineShowedItSoon(Browser browser, Lab lab) {
        browser.await("window.alarmSeenAt > 0");
        long killed = lab.status().path("failures").path(0).path("at").asLong();
        long millis = browser.evaluate("window.alarmSeenAt").asLong() - killed;
        System.err.println("the timeline shows a kill after " + millis + " ms");
        assertThat(millis).isBetween(0L, SEEN_WITHIN_MILLIS);
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
}
