package dev.holdfast.actors.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.connection.ConnectionSummary;
import dev.holdfast.actors.placement.PlacementMessage;
import dev.holdfast.actors.watch.ConnectionEvents;
import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.actors.watch.StatusDocument;
import dev.holdfast.actors.watch.WatchedNode;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node may be asked, a line each; what answers is one JSON document. For any thread but the loop's.
 *
 * <p>{@code status}; {@code find CONNECTION}, on whatever node it lives, whose state is
 * {@code owner-unknown} until the cluster knows which that is; {@code events CONNECTION FROM}, the journal's, without
 * payload; {@code kill-server SERVICE}.
 */
final class AdminRequests implements WatchedNode {

    private static final Logger LOG = LoggerFactory.getLogger(AdminRequests.class);

    private final ObjectMapper json = new ObjectMapper();
    private final Snapshots snapshots;
    private final Collection<JournalReader> journals;
    private final Function<String, CompletionStage<PlacementMessage.Answer>> finder;
    private final Predicate<String> killServer;

    /**
     * @param finder asks a connection's actor, on whatever node it lives
     * @param killServer called on the loop's thread
     */
    AdminRequests(
            Snapshots snapshots,
            Collection<JournalReader> journals,
            Function<String, CompletionStage<PlacementMessage.Answer>> finder,
            Predicate<String> killServer) {
        this.snapshots = snapshots;
        this.journals = journals;
        this.finder = finder;
        this.killServer = killServer;
    }

    @Override
    public NodeSnapshot snapshot() throws Unanswered {
        return snapshots.get();
    }

    @Override
    public byte[] ask(String request) {
        try {
            return json.writeValueAsBytes(document(request));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Object document(String request) {
        List<String> words = List.of(request.strip().split(" +"));
        try {
            return switch (words.getFirst()) {
                case "status" -> StatusDocument.of(snapshots.get());
                case "find" -> words.size() == 2 ? find(words.get(1)) : unknown();
                case "events" -> words.size() == 3 ? events(words.get(1), words.get(2)) : unknown();
                case "kill-server" -> words.size() == 2 ? kill(words.get(1)) : unknown();
                default -> unknown();
            };
        } catch (Unanswered | JournalException failed) {
            LOG.warn("an admin request was not answered", failed);
            return refusal("the node is too busy or failed: " + failed.getMessage());
        }
    }

    private Object find(String connection) {
        return switch (finder.apply(connection).toCompletableFuture().join()) {
            case PlacementMessage.Found found -> {
                ConnectionSummary summary = found.summary();
                Map<String, Object> document = new LinkedHashMap<>();
                document.put("id", connection);
                document.put("node", found.node());
                document.put("state", summary.state().name().toLowerCase(Locale.ROOT));
                document.put("client_bytes_stable", Math.max(0, summary.logged() - 1));
                document.put("server_bytes_acked", Math.max(0, summary.clientAcked() - 1));
                document.put("incarnation", summary.incarnation());
                yield document;
            }
            case PlacementMessage.NotOwner _ -> Map.of("id", connection, "state", "owner-unknown");
        };
    }

    private Object events(String connection, String from) {
        if (!from.matches("[0-9]{1,18}")) {
            return refusal("'" + from + "' is no sequence number");
        }
        JournalReader store = journals.stream()
                .filter(journal -> journal.highestSequenceNr(connection) > 0)
                .findFirst()
                .orElse(null);
        return store == null
                ? Map.of("id", connection, "highest", 0, "events", List.of())
                : ConnectionEvents.of(store, connection, Long.parseLong(from));
    }

    private Object kill(String service) throws Unanswered {
        return snapshots.onLoop(() -> killServer.test(service))
                ? Map.of("ok", true)
                : refusal("there is no service " + service);
    }

    private static Object unknown() {
        return refusal("unknown request; known: status, find CONNECTION, events CONNECTION FROM, kill-server SERVICE");
    }

    private static Object refusal(String why) {
        return Map.of("ok", false, "error", why);
    }
}
