package dev.holdfast.tests.damage;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.actors.cli.TextTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What became of each damage, counted by the kind of file that it befell. */
final class DamageReport {

    /** What the tool, and a node that is started with the files, make of one damage. */
    enum Outcome {
        /** {@code verify} names the file or the entry. */
        PLACED,
        /** It is found, but the journal as a whole is all that is named. */
        FOUND,
        /** The end of the log is torn off, which is what a crash leaves: the place is named, what is before it is sound. */
        TORN,
        /** Whole records at the log's end are gone, as if they had never been written. */
        SHORTER,
        /** Everything is read as it was written. */
        HARMLESS,
        /** Something else is read than was written, and nobody says so. */
        WRONG
    }

    private final long seed;
    private final Map<String, Map<Outcome, Integer>> counts = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int rounds;

    DamageReport(long seed) {
        this.seed = seed;
    }

    void add(DamagedJournal.Round round) {
        rounds++;
        counts.computeIfAbsent(round.kind(), _ -> new EnumMap<>(Outcome.class)).merge(round.outcome(), 1, Integer::sum);
        if (round.outcome() == Outcome.WRONG) {
            wrong.add("round %d: %s".formatted(rounds, round.what()));
        }
    }

    int rounds() {
        return rounds;
    }

    int count(Outcome outcome) {
        return counts.values().stream()
                .mapToInt(each -> each.getOrDefault(outcome, 0))
                .sum();
    }

    /** Each damage that a reader would have believed. */
    List<String> wrong() {
        return wrong;
    }

    ObjectNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("ok", wrong.isEmpty()).put("seed", seed).put("rounds", rounds);
        ObjectNode files = node.putObject("outcomes");
        counts.forEach((kind, outcomes) -> {
            ObjectNode each = files.putObject(kind);
            outcomes.forEach((outcome, count) -> each.put(name(outcome), count));
        });
        wrong.forEach(node.putArray("wrong")::add);
        return node;
    }

    String table() {
        List<String> headings = new ArrayList<>(List.of("DAMAGE"));
        for (Outcome outcome : Outcome.values()) {
            headings.add(outcome.name());
        }
        TextTable table = new TextTable(headings.toArray(String[]::new));
        counts.forEach((kind, outcomes) -> {
            List<Object> row = new ArrayList<>(List.of(kind));
            for (Outcome outcome : Outcome.values()) {
                row.add(outcomes.getOrDefault(outcome, 0));
            }
            table.row(row.toArray());
        });
        return "%d damages, %d wrong, seed %d: %s%n%s"
                .formatted(rounds, wrong.size(), seed, wrong.isEmpty() ? "ok" : "FAILED", table.render());
    }

    private static String name(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
