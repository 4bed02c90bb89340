package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.protocol.connection.ConnectionId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast conn}: the connections of a running node, and what its journal says of each; never their bytes. */
@Command(
        name = "conn",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        description = "List a node's connections, show one, follow its events.")
final class ConnectionCommand {

    private static final String FORMATS = "table, json or jsonl.";
    private static final String WHICH =
            "The client's address and port, or the connection's id, which any node of the cluster knows how to find.";
    private static final long LOOK_AGAIN_MILLIS = 300;
    private static final Duration OWNER_PATIENCE = Duration.ofSeconds(20);

    @Command(name = "ls", description = "List connections: state, ends, bytes, what is not stable yet, incarnation.")
    int list(
            @Mixin NodeOption node,
            @Mixin ConnectionFilter filter,
            @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = FORMATS)
                    OutputFormat format) {
        List<JsonNode> found = filter.of(node.ask("status"));
        System.out.print(format.renderRows(
                found,
                () -> JsonNodeFactory.instance.arrayNode().addAll(found),
                () -> ConnectionTables.list(found, Integer.MAX_VALUE)));
        return ExitCode.OK.number();
    }

    @Command(name = "show", description = "Show one connection, and the last 500 of its events in the journal.")
    int show(
            @Mixin NodeOption node,
            @Parameters(paramLabel = "CONNECTION", description = WHICH) String which,
            @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = FORMATS)
                    OutputFormat format) {
        JsonNode here = find(node, which);
        JsonNode connection = here == null ? findElsewhere(node, which) : here;
        JsonNode events = events(node, connection, 0).path("events");
        ObjectNode document = connection.deepCopy();
        document.set("events", events);
        System.out.print(format.renderRows(
                events,
                () -> document,
                () -> (here == null ? ConnectionTables.elsewhere(connection) : ConnectionTables.list(List.of(here), 1))
                        + "\n" + ConnectionTables.events(events)));
        return ExitCode.OK.number();
    }

    @Command(name = "follow", description = "Print a connection's events as they become stable, until it is closed.")
    int follow(
            @Mixin NodeOption node,
            @Parameters(paramLabel = "CONNECTION", description = WHICH) String which,
            @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table or jsonl.")
                    OutputFormat format)
            throws InterruptedException {
        JsonNode here = find(node, which);
        JsonNode connection = here == null ? findElsewhere(node, which) : here;
        long from = 1;
        while (true) {
            JsonNode answer = events(node, connection, from);
            if (from > 1 && answer.path("highest").asLong() == 0) {
                Talk.toStderr().step("the journal has let go of it");
                return ExitCode.OK.number();
            }
            JsonNode events = answer.path("events");
            for (JsonNode event : events) {
                System.out.print(format == OutputFormat.TABLE ? ConnectionTables.line(event) : event + "\n");
                from = Math.max(from, event.path("seq").asLong() + 1);
                if (event.path("type").asText().equals("closed")) {
                    return ExitCode.OK.number();
                }
            }
            if (events.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
            }
        }
    }

    /** A connection that is not closed goes before one that is, of the same ends. */
    private static @Nullable JsonNode find(NodeOption node, String which) {
        List<JsonNode> found = StreamSupport.stream(
                        node.ask("status").path("connections").spliterator(), false)
                .filter(connection -> which.equals(connection.path("id").asText())
                        || which.equals(connection.path("client").asText()))
                .toList();
        return found.stream()
                .filter(connection -> !connection.path("state").asText().equals("closed"))
                .findFirst()
                .or(() -> found.stream().findFirst())
                .orElse(null);
    }

    /** By its id alone, whose address says which node to ask. Who owns it may be unknown for seconds after a host died. */
    private static JsonNode findElsewhere(NodeOption node, String which) {
        if (ConnectionId.serverOf(which).isEmpty()) {
            throw nowhere(node, which);
        }
        long deadline = System.nanoTime() + OWNER_PATIENCE.toNanos();
        JsonNode answer = node.ask("find " + which);
        while (answer.path("state").asText().equals("owner-unknown")) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "no node that owns the address of '" + which + "' answered within " + OWNER_PATIENCE.toSeconds()
                                + " s",
                        "holdfast status on each node tells who is there and who owns which address");
            }
            Talk.toStderr().step("the cluster does not know yet who owns its address; asking again");
            answer = node.ask("find " + which);
        }
        if (Set.of("open", "closed").contains(answer.path("state").asText())) {
            return answer;
        }
        throw nowhere(node, which);
    }

    private static CommandFailure nowhere(NodeOption node, String which) {
        return new CommandFailure(
                ExitCode.FAILED,
                "neither the node at " + node.socket + " nor the owner of its address has a connection '" + which + "'",
                "holdfast conn ls on the owner shows them; --state closed those that ended within the last minute");
    }

    private static JsonNode events(NodeOption node, JsonNode connection, long from) {
        return node.ask("events " + connection.path("id").asText() + " " + from);
    }
}
