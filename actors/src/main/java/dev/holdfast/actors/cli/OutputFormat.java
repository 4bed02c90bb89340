package dev.holdfast.actors.cli;

/** How data goes to stdout; the option {@code -o}. */
public enum OutputFormat {
    TABLE,
    JSON;

    /** For picocli's case-insensitive reading the names are printed in lower case. */
    @Override
    public String toString() {
        return this == TABLE ? "table" : "json";
    }
}
