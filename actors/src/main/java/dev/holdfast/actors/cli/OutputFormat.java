package dev.holdfast.actors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.function.Supplier;

/** How data goes to stdout; the option {@code -o}. */
public enum OutputFormat {
    TABLE,
    /** One document, for people too. */
    JSON,
    /** One document a line. */
    JSONL;

    /** For picocli's case-insensitive reading the names are printed in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One thing, whose table is {@code table}; ends with a line's end. */
    public String render(Supplier<? extends JsonNode> document, Supplier<String> table) {
        return switch (this) {
            case TABLE -> table.get();
            case JSON -> document.get().toPrettyString() + "\n";
            case JSONL -> document.get() + "\n";
        };
    }

    /** Many of a kind: JSONL gives each its line. */
    public String renderRows(
            Iterable<? extends JsonNode> rows, Supplier<? extends JsonNode> document, Supplier<String> table) {
        if (this != JSONL) {
            return render(document, table);
        }
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(row).append('\n'));
        return lines.toString();
    }
}
