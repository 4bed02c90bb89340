package dev.holdfast.actors.cli.journal;

import java.util.Locale;

/** How rows go to stdout; the option {@code -o}. */
enum RowFormat {
    TABLE,
    /** One array. */
    JSON,
    /** One object a line. */
    JSONL;

    /** For picocli's case-insensitive reading the names are printed in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
