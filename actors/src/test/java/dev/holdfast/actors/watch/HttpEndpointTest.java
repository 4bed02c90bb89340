package dev.holdfast.actors.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.protocol.southside.Phase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEndpointTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private NodeSnapshot node =
            Sights.node(Sights.sole(), List.of(Sights.service("serving", "")), Sights.connection(1, Phase.LIVE, 0));
    private boolean stuck;
    private HttpEndpoint endpoint;

    @BeforeEach
    void open() throws IOException {
        WatchedNode watched = new WatchedNode() {
            @Override
            public NodeSnapshot snapshot() throws Unanswered {
                if (stuck) {
                    throw new Unanswered("the packet loop did not answer", new IllegalStateException());
                }
                return node;
            }

            @Override
            public byte[] ask(String request) {
                return ("{\"asked\":\"" + request + "\"}").getBytes(StandardCharsets.UTF_8);
            }
        };
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        endpoint = WatchEndpoints.ofNode(anyPort, watched, new Vitals(), "1");
    }

    @AfterEach
    void close() {
        endpoint.close();
        client.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + endpoint.address().getPort() + path));
    }

    @Test
    void readyTurnsToUnavailableWithTheReasonWhenTheServerIsDown() throws Exception {
        assertThat(get("/readyz").statusCode()).isEqualTo(200);

        node = Sights.node(Sights.sole(), List.of(Sights.service("down", "was killed by signal 9")));

        HttpResponse<String> answer = get("/readyz");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"reasons\":[\"service of web: down: was killed by signal 9\"]");
        assertThat(get("/livez").statusCode()).isEqualTo(200);
    }

    @Test
    void aStuckPacketLoopIsNeitherLiveNorReady() throws Exception {
        stuck = true;

        assertThat(get("/livez").statusCode()).isEqualTo(503);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        assertThat(get("/metrics").statusCode()).isEqualTo(503);
    }

    @Test
    void metricsAreInPrometheusFormat() throws Exception {
        HttpResponse<String> answer = get("/metrics");

        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain; version=0.0.4");
        assertThat(answer.body()).contains("# TYPE holdfast_ready gauge");
    }

    @Test
    void nothingCanBeChangedThroughIt() throws Exception {
        HttpRequest post = request("/readyz").POST(BodyPublishers.ofString("x")).build();

        assertThat(client.send(post, BodyHandlers.ofString()).statusCode()).isEqualTo(405);
        assertThat(get("/../etc/passwd").statusCode()).isEqualTo(404);
        assertThat(get("/metrics/x").statusCode()).isEqualTo(404);
    }

    @Test
    void theLivePageIsAllOurOwn() throws Exception {
        HttpResponse<String> page = get("/");

        assertThat(page.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(page.body()).contains("page.js").doesNotContain("http://").doesNotContain("https://");
        assertThat(get("/page.js").statusCode()).isEqualTo(200);
        assertThat(get("/status.json").body()).isEqualTo("{\"asked\":\"status\"}");
    }

    @Test
    void aQuestionForEventsCannotBecomeAnother() throws Exception {
        assertThat(get("/events.json?connection=web_%5B::1%5D:4_1.2.3.4:80_f&from=7")
                        .body())
                .isEqualTo("{\"asked\":\"events web_[::1]:4_1.2.3.4:80_f 7\"}");
        assertThat(get("/events.json?connection=x%0Akill-server%20web").statusCode())
                .isEqualTo(400);
        assertThat(get("/events.json?connection=x&from=7%208").statusCode()).isEqualTo(400);
        assertThat(get("/events.json").statusCode()).isEqualTo(400);
    }

    @Test
    void whatShowsClientsIsNotAnsweredToAForeignName() throws IOException {
        assertThat(firstLine("/status.json", "evil.example")).contains(" 403 ");
        assertThat(firstLine("/status.json", "localhost")).contains(" 200 ");
        assertThat(firstLine("/metrics", "alpha.example")).contains(" 200 ");
    }

    private String firstLine(String path, String host) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), endpoint.address().getPort())) {
            String request = "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(path, host);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }

    @Test
    void headHasTheHeadersAndNoBody() throws Exception {
        HttpRequest head = request("/livez").HEAD().build();

        HttpResponse<String> answer = client.send(head, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .startsWith("default-src 'none';");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9464, true",
        "127.0.0.1, true",
        "10.9.0.1:9464, true",
        "'[::1]:9464', true",
        "evil.example:9464, false",
        "localhost.evil.example, false",
        "127.0.0.1.evil.example, false",
        "'', false"
    })
    void onlyANameThatNobodyElseCanPointHereIsTrusted(String host, boolean trusted) {
        assertThat(HostHeader.isTrusted(host)).isEqualTo(trusted);
    }
}
