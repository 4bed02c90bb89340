package dev.holdfast.actors.watch;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET and HEAD of a fixed set of paths over HTTP, each on a thread of its own; nothing can be changed through it.
 *
 * <p>A page of another origin gets nothing: there are no CORS headers, and what shows clients is answered only to requests whose
 * Host is an address or {@code localhost}, so that no foreign name can be pointed here (DNS rebinding).
 */
public final class HttpEndpoint implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final int BACKLOG = 16;
    private static final Map<String, String> LIMITS = Map.of(
            "jdk.httpserver.maxConnections", "64",
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "30",
            "sun.net.httpserver.maxReqHeaders", "64");

    /** The only sources are this endpoint's own files. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /**
     * What is answered at one path.
     *
     * @param showsClients whether clients' addresses are in it
     * @param answer gets the query's parameters
     */
    record Route(boolean showsClients, Function<Map<String, String>, Reply> answer) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Route> routes;

    private HttpEndpoint(HttpServer server, Map<String, Route> routes) {
        this.server = server;
        this.routes = Map.copyOf(routes);
    }

    /** @throws IOException if the address cannot be listened on */
    static HttpEndpoint open(InetSocketAddress at, Map<String, Route> routes) throws IOException {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
        HttpEndpoint endpoint = new HttpEndpoint(HttpServer.create(at, BACKLOG), routes);
        endpoint.server.setExecutor(endpoint.threads);
        endpoint.server.createContext("/", endpoint::handle);
        endpoint.server.start();
        return endpoint;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = answer(exchange);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", reply.contentType());
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), head || reply.body().length == 0 ? -1 : reply.body().length);
            if (!head) {
                exchange.getResponseBody().write(reply.body());
            }
        }
    }

    private Reply answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Reply.text(405, "this endpoint only shows: GET, HEAD");
        }
        Route route = routes.get(exchange.getRequestURI().getPath());
        if (route == null) {
            return Reply.text(
                    404,
                    "not here; known: "
                            + String.join(" ", routes.keySet().stream().sorted().toList()));
        }
        if (route.showsClients()
                && !HostHeader.isTrusted(exchange.getRequestHeaders().getFirst("Host"))) {
            return Reply.text(403, "ask by address or as localhost: another name might be a trap for a browser");
        }
        try {
            return route.answer().apply(Query.parse(exchange.getRequestURI().getRawQuery()));
        } catch (RuntimeException failed) {
            LOG.warn("{} could not be answered", exchange.getRequestURI().getPath(), failed);
            return Reply.text(500, "that failed; the node's log says why");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
