package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.inspect.Recorded;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.protocol.connection.Connection;
import dev.holdfast.protocol.connection.ConnectionEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast journal show}: one connection's events, or the state that they make. */
@Command(name = "show", description = "Show the events of a connection, or of a server's history, one a line.")
final class ShowCommand implements Callable<Integer> {

    @Mixin
    JournalPlace place = new JournalPlace();

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Parameters(paramLabel = "CONN", description = "Its id, or as much of its beginning as is unique.")
    String connection = "";

    @Option(names = "-o", paramLabel = "FORMAT", defaultValue = "table", description = "table, json or jsonl.")
    RowFormat format = RowFormat.TABLE;

    @Option(
            names = "--state-at",
            paramLabel = "N",
            defaultValue = "0",
            description = "Instead of the events the state after the one with this sequence number.")
    long stateAt;

    @Option(names = "--payload", description = "With the client's bytes (base64); this is logged.")
    boolean payload;

    @Override
    public Integer call() {
        return place.read(payload, this::show);
    }

    private int show(JournalReader journal) {
        String id = ConnectionChoice.one(journal, connection);
        try (Rows rows = Rows.toStdout(format)) {
            if (stateAt > 0) {
                rows.add(ConnectionState.row(id, stateAt, stateAfter(journal, id)));
            } else {
                PayloadAccess.log(payload, "show", List.of(id));
                EventRows events = new EventRows(rows, new EventDetails(payload), false);
                new JournalPass(journal, selection.selection(), _ -> {}).entries(id, 1, entry -> {
                    events.add(entry);
                    return true;
                });
            }
        }
        return ExitCode.OK.number();
    }

    private Connection stateAfter(JournalReader journal, String id) {
        Connection[] state = {new Connection.New()};
        long[] seen = {0};
        journal.read(id, 1, stateAt, Long.MAX_VALUE, entry -> {
            seen[0] = entry.sequenceNr();
            if (Recorded.of(entry).event() instanceof ConnectionEvent event) {
                state[0] = Connection.evolve(state[0], event);
            }
            return true;
        });
        if (seen[0] != stateAt) {
            throw new CommandFailure(
                    ExitCode.USAGE, id + " has no event " + stateAt, "the last one up to there is " + seen[0]);
        }
        return state[0];
    }

    /** A state's fields. */
    private static final class ConnectionState {

        static Map<String, Object> row(String id, long at, Connection state) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("id", id);
            row.put("after", at);
            switch (state) {
                case Connection.New _ -> row.put("state", "new");
                case Connection.Open open -> {
                    row.put("state", "open");
                    row.put("logged_to", open.logged().contiguousEnd());
                    row.put("islands", open.logged().islands().size());
                    row.put("fin", open.finOffset() == Connection.Open.NO_FIN ? "" : open.finOffset());
                    row.put("client_acked", open.clientAcked());
                    row.put("incarnation", open.incarnation());
                    row.put("server_closed", open.serverClosed());
                }
                case Connection.Closed closed -> {
                    row.put("state", "closed");
                    row.put("by", closed.how().by());
                    row.put("why", closed.how().why());
                }
            }
            return row;
        }
    }
}
