package dev.holdfast.tests.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.TextTable;
import java.util.List;
import java.util.Locale;

/** What the whole demonstration showed. */
public final class DemoReport {

    private final List<ActResult> acts;

    DemoReport(List<ActResult> acts) {
        this.acts = List.copyOf(acts);
    }

    public boolean ok() {
        return acts.stream().allMatch(ActResult::ok);
    }

    public ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("ok", ok());
        acts.forEach(act -> node.withArray("acts").add(act.toJson()));
        return node;
    }

    public String table() {
        TextTable table = new TextTable(
                "ACT", "BYTES", "KILLS", "LONGEST STALL (ms)", "RST BY KILLS", "FIN BY KILLS", "SHA-256", "");
        for (ActResult act : acts) {
            table.row(
                    act.name(),
                    act.bytes(),
                    act.kills(),
                    String.format(Locale.ROOT, "%.1f", act.longestStallMillis()),
                    act.resetsSeen(),
                    act.finsSeen(),
                    act.digestsEqual() ? "equal" : "DIFFERS",
                    act.ok() ? "ok" : "FAILED");
        }
        return table.render();
    }
}
