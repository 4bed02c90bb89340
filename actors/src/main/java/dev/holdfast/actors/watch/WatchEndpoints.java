package dev.holdfast.actors.watch;

import dev.holdfast.actors.watch.HttpEndpoint.Route;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;

/** What is shown over HTTP, and where. */
public final class WatchEndpoints {

    private WatchEndpoints() {}

    /** Metrics and health of a node. @throws IOException if {@code at} cannot be listened on */
    public static HttpEndpoint ofNode(InetSocketAddress at, WatchedNode node, Vitals vitals, String version)
            throws IOException {
        Map<String, Route> routes = new HashMap<>(new Health(node, vitals, version).routes());
        return HttpEndpoint.open(at, routes);
    }
}
