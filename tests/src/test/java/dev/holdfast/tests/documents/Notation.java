package dev.holdfast.tests.documents;

import dev.holdfast.actors.cli.Holdfast;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * How manuals write several commands as one: {@code [what may be left out]}, {@code one|other} for words, and
 * {@code holdfast group one | other | third} for commands of a group.
 */
record Notation(String text) {

    private static final String ALTERNATIVE = " | ";

    /** Every command that is meant, what may be left out taken in. */
    List<String> lines() {
        return commands().flatMap(Notation::wordByWord).distinct().toList();
    }

    /** Whether it lists commands of a group; a bar between other words is the shell's. */
    boolean isList() {
        String[] parts = parts();
        String[] words = parts[0].split(" ", -1);
        CommandLine group =
                words.length < 3 ? null : Holdfast.commands().getSubcommands().get(words[1]);
        return parts.length > 1 && group != null && group.getSubcommands().containsKey(parts[1].split(" ", -1)[0]);
    }

    private Stream<String> commands() {
        String[] parts = parts();
        if (!isList()) {
            return Stream.of(String.join(ALTERNATIVE, parts));
        }
        String group = parts[0].replaceFirst("^(\\S+ \\S+ ).*", "$1");
        return Stream.concat(Stream.of(parts[0]), Stream.of(parts).skip(1).map(part -> group + part));
    }

    private String[] parts() {
        return text.replaceAll("[\\[\\]]", "").replace("…", "").strip().split(" \\| ", -1);
    }

    private static Stream<String> wordByWord(String line) {
        if (line.contains(ALTERNATIVE)) {
            return Stream.of(line);
        }
        Stream<String> lines = Stream.of("");
        for (String word : line.split(" ", -1)) {
            List<String> choices = List.of(word.split("\\|", -1));
            lines = lines.flatMap(
                    begun -> choices.stream().map(choice -> begun.isEmpty() ? choice : begun + " " + choice));
        }
        return lines;
    }
}
