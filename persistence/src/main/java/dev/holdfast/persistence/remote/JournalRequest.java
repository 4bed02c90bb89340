package dev.holdfast.persistence.remote;

import org.jspecify.annotations.Nullable;

/** What a tool asks of a node's journal, as one line of words. */
sealed interface JournalRequest {

    /** How every request begins. */
    String WORD = "journal";

    /** Stands for the only address of a node. */
    String ONLY = "-";

    /** The virtual address whose journal is meant, or {@link #ONLY}. */
    String address();

    /** The line, without its end. */
    String line();

    record Ids(String address) implements JournalRequest {

        @Override
        public String line() {
            return WORD + " " + address + " ids";
        }
    }

    record Highest(String address, String id) implements JournalRequest {

        @Override
        public String line() {
            return WORD + " " + address + " highest " + id;
        }
    }

    /** @param bytes whether clients' bytes are shown rather than zeros */
    record Read(String address, long from, long to, long max, boolean bytes, String id) implements JournalRequest {

        @Override
        public String line() {
            return "%s %s read %d %d %d %s %s".formatted(WORD, address, from, to, max, bytes ? "bytes" : "zeros", id);
        }
    }

    /** Null if {@code line} is no such request. */
    static @Nullable JournalRequest parse(String line) {
        String[] words = line.split(" ", -1);
        try {
            return switch (words.length) {
                case 3 -> words[2].equals("ids") ? new Ids(words[1]) : null;
                case 4 -> words[2].equals("highest") ? new Highest(words[1], words[3]) : null;
                case 8 ->
                    new Read(
                            words[1],
                            Long.parseLong(words[3]),
                            Long.parseLong(words[4]),
                            Long.parseLong(words[5]),
                            words[6].equals("bytes"),
                            words[7]);
                default -> null;
            };
        } catch (NumberFormatException malformed) {
            return null;
        }
    }
}
