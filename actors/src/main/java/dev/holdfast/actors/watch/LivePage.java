package dev.holdfast.actors.watch;

import dev.holdfast.actors.watch.HttpEndpoint.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The page that shows a node as it lives: files of ours, and the two documents that they ask for. */
final class LivePage {

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");
    private static final String[] FILES = {
        "page.css", "icon.svg", "page.js", "text.js", "tables.js", "history.js", "drawing.js", "rows.js", "detail.js"
    };
    private static final Pattern CONNECTION = Pattern.compile("[A-Za-z0-9_.:\\[\\]-]{1,256}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private LivePage() {}

    /** @param ask a line of the admin socket's language to a JSON document */
    static Map<String, Route> routes(Function<String, byte[]> ask) {
        Map<String, Route> routes = new HashMap<>();
        routes.put("/", file("index.html"));
        for (String file : FILES) {
            routes.put("/" + file, file(file));
        }
        routes.put("/status.json", new Route(true, _ -> Reply.json(200, ask.apply("status"))));
        routes.put("/events.json", new Route(true, query -> events(ask, query)));
        return routes;
    }

    private static Reply events(Function<String, byte[]> ask, Map<String, String> query) {
        String connection = query.getOrDefault("connection", "");
        String from = query.getOrDefault("from", "0");
        if (!CONNECTION.matcher(connection).matches() || !NUMBER.matcher(from).matches()) {
            return Reply.text(400, "events.json?connection=ID&from=NUMBER");
        }
        return Reply.json(200, ask.apply("events " + connection + " " + from));
    }

    private static Route file(String name) {
        try (InputStream in = LivePage.class.getResourceAsStream("page/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the page's file " + name + " was not built in");
            }
            Reply reply = new Reply(
                    200, TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), ""), in.readAllBytes());
            return new Route(true, _ -> reply);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
