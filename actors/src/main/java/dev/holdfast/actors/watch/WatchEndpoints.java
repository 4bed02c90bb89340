package dev.holdfast.actors.watch;

import dev.holdfast.actors.watch.HttpEndpoint.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What is shown over HTTP, and where. */
public final class WatchEndpoints {

    private WatchEndpoints() {}

    /** A node's live page, metrics and health. @throws IOException if {@code at} cannot be listened on */
    public static HttpEndpoint ofNode(InetSocketAddress at, WatchedNode node, Vitals vitals, String version)
            throws IOException {
        Map<String, Route> routes = new HashMap<>(LivePage.routes(node::ask));
        routes.putAll(new Health(node, vitals, version).routes());
        return HttpEndpoint.open(at, routes);
    }

    /**
     * The live page of a node that is asked elsewhere.
     *
     * @param ask a line of the admin socket's language to a JSON document
     * @throws IOException if {@code at} cannot be listened on
     */
    public static HttpEndpoint page(InetSocketAddress at, Function<String, byte[]> ask) throws IOException {
        return HttpEndpoint.open(at, LivePage.routes(ask));
    }
}
