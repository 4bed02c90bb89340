package dev.holdfast.tests.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ConnectionTables;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.StatusTables;
import dev.holdfast.actors.cli.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A lab as {@code holdfast lab status} shows it: its hosts, and the account of the one that serves. */
final class LabStatus {

    private static final int CONNECTIONS_SHOWN = 40;

    private LabStatus() {}

    static String table(Lab lab) {
        if (lab.hosts().size() == 1) {
            mustLive(lab);
            return host(lab.status());
        }
        ClusterView view = ClusterView.of(lab);
        TextTable table =
                new TextTable("HOST", "NODE", "ROLE", "OWNER", "EPOCH", "LEASE LEFT (ms)", "COPY", "COMMITTED", "PID");
        for (LabHost host : lab.hosts()) {
            JsonNode says = view.address(host.name());
            table.row(
                    host.name(),
                    state(host),
                    field(says, "role"),
                    field(says, "owner"),
                    field(says, "epoch"),
                    field(says, "lease_left_ms"),
                    field(says, "voice"),
                    field(says, "committed"),
                    host.nodePid() == 0 ? "–" : host.nodePid());
        }
        StringBuilder text = new StringBuilder(table.render());
        lab.cuts()
                .present()
                .forEach((link, direction) -> text.append(link)
                        .append(" is cut")
                        .append(direction == Cuts.Direction.BOTH ? "" : ", " + lower(direction))
                        .append('\n'));
        view.owner().ifPresent(owner -> text.append('\n').append(host(view.status(owner))));
        return text.toString();
    }

    private static String host(JsonNode status) {
        List<JsonNode> connections = new ArrayList<>();
        status.path("connections").forEach(connections::add);
        return StatusTables.render(status) + "\n" + ConnectionTables.list(connections, CONNECTIONS_SHOWN);
    }

    static ObjectNode json(Lab lab) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        if (lab.hosts().size() == 1) {
            mustLive(lab);
            whole.set("lab", facts(lab));
            if (lab.status() instanceof ObjectNode fields) {
                whole.setAll(fields);
            }
            return whole;
        }
        ClusterView view = ClusterView.of(lab);
        ObjectNode facts = facts(lab);
        whole.set("lab", facts);
        whole.put("owner", view.owner().orElse(null));
        whole.put("whole", view.whole());
        ObjectNode cuts = whole.putObject("cuts");
        lab.cuts().present().forEach((link, direction) -> cuts.put(link, lower(direction)));
        ObjectNode nodes = whole.putObject("nodes");
        for (LabHost host : lab.hosts()) {
            ObjectNode node = nodes.putObject(host.name());
            node.set("host", hostFacts(host));
            if (view.status(host.name()) instanceof ObjectNode fields) {
                node.setAll(fields);
            }
        }
        return whole;
    }

    private static ObjectNode facts(Lab lab) {
        LabPlace place = lab.place();
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("name", place.name());
        facts.put("vip", lab.addressing().vip());
        facts.put("port", lab.request().port());
        facts.put("client_namespace", place.client().name());
        facts.put("directory", place.directory().toString());
        if (lab.hosts().size() == 1) {
            LabHost host = lab.hosts().getFirst();
            facts.put("host_namespace", host.place().network().name());
            facts.put("node_pid", host.nodePid());
            host.serverProcesses()
                    .forEach(seen -> facts.withArray("server_pids").add(seen.pid()));
        }
        return facts;
    }

    private static ObjectNode hostFacts(LabHost host) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("namespace", host.place().network().name());
        facts.put("state", state(host));
        facts.put("node_pid", host.nodePid());
        host.serverProcesses().forEach(seen -> facts.withArray("server_pids").add(seen.pid()));
        return facts;
    }

    private static void mustLive(Lab lab) {
        if (lab.nodePid() == 0) {
            throw new CommandFailure(
                    ExitCode.NOT_REACHABLE,
                    "the node of lab '" + lab.place().name() + "' is dead",
                    "its last words are in " + lab.place().soleHost().nodeLog()
                            + "; holdfast lab start node brings it back, holdfast lab down removes the lab");
        }
    }

    private static String state(LabHost host) {
        return host.place().network().exists() ? lower(host.state()) : "host dead";
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String field(JsonNode node, String name) {
        String text = node.path(name).asText("");
        return text.isEmpty() ? "–" : text;
    }
}
