package dev.holdfast.actors.cli.journal;

import dev.holdfast.protocol.connection.ConnectionEvent;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientAckAdvanced;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesStored;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerClosed;
import dev.holdfast.protocol.connection.ConnectionEvent.ServerReplaced;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.northside.ServerHistoryEvent;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ConnectionCondemned;
import dev.holdfast.protocol.northside.ServerHistoryEvent.OutcomesRecorded;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerExited;
import dev.holdfast.protocol.northside.ServerHistoryEvent.ServerStarted;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** An event's fields for people and programs; client bytes as their number only, unless {@code payload} asks for them. */
record EventDetails(boolean payload) {

    /** @param event a {@link ConnectionEvent} or a {@link ServerHistoryEvent} */
    Map<String, Object> of(Object event) {
        return switch (event) {
            case ConnectionEvent connection -> connection(connection);
            case ServerHistoryEvent history -> history(history);
            default -> throw new IllegalArgumentException("not an event of ours: " + event.getClass());
        };
    }

    private Map<String, Object> connection(ConnectionEvent event) {
        Map<String, Object> details = new LinkedHashMap<>();
        switch (event) {
            case ConnectionOpened opened -> open(opened, details);
            case ClientBytesLogged logged -> {
                details.put("offset", logged.offset());
                details.put("length", logged.bytes().length());
                details.put("fin", logged.fin());
                if (payload) {
                    details.put(
                            "base64",
                            Base64.getEncoder().encodeToString(logged.bytes().toArray()));
                }
            }
            case ClientBytesStored stored -> {
                details.put("offset", stored.offset());
                details.put("end", stored.end());
                details.put("fin", stored.fin());
            }
            case ClientAckAdvanced ack -> details.put("offset", ack.offset());
            case ServerClosed closed -> details.put("cause", closed.cause());
            case ServerReplaced replaced -> {
                details.put("incarnation", replaced.incarnation());
                details.put("server_iss", replaced.serverIss().toString());
            }
            case ConnectionClosed closed -> {
                details.put("by", closed.by());
                details.put("why", closed.why());
            }
        }
        return details;
    }

    private static void open(ConnectionOpened opened, Map<String, Object> details) {
        details.put("client", opened.id().tuple().client().toString());
        details.put("server", opened.id().tuple().server().toString());
        details.put("client_isn", opened.id().clientIsn().toString());
        details.put("server_iss", opened.serverIss().toString());
        details.put("incarnation", opened.incarnation());
        details.put("client_syn", syn(opened.clientSyn()));
        details.put("server_syn", syn(opened.serverSyn()));
    }

    private static String syn(SynProfile syn) {
        return (syn.mss() == TcpOptions.ABSENT ? "" : "mss " + syn.mss() + " ")
                + (syn.windowScale() == TcpOptions.ABSENT ? "" : "scale " + syn.windowScale() + " ")
                + (syn.sackPermitted() ? "sack " : "")
                + (syn.timestamps() ? "timestamps " : "")
                + "window " + syn.wnd();
    }

    private static Map<String, Object> history(ServerHistoryEvent event) {
        Map<String, Object> details = new LinkedHashMap<>();
        switch (event) {
            case ServerStarted started -> {
                details.put("incarnation", started.incarnation());
                details.put("pid", started.pid());
            }
            case ServerExited exited -> {
                details.put("incarnation", exited.incarnation());
                details.put("how", exited.how());
            }
            case OutcomesRecorded recorded -> {
                details.put("incarnation", recorded.incarnation());
                details.put("outcomes", recorded.outcomes().size());
            }
            case ConnectionCondemned condemned -> {
                details.put("incarnation", condemned.incarnation());
                details.put("connection", condemned.connection());
                details.put("attempts", condemned.attempts());
            }
        }
        return details;
    }
}
