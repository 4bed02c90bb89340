package dev.holdfast.tests.documents;

import dev.holdfast.actors.cli.Holdfast;
import dev.holdfast.tests.lab.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The commands of the documents that a reader types from.
 *
 * <p>A command is a line of a code block without a language, up to the first two blanks (what follows is talk), or inline code, that
 * begins with a program's name; or inline code of two words and more that begins with a command of ours. In the table of
 * {@code journal-tool.md} the program's name goes without saying.
 */
final class Documents {

    private static final List<String> NAMES = List.of(
            "README.md", "docs/operations.md", "docs/journal-tool.md", "docs/faq.md", "tests/testkit/README.md");
    private static final String JOURNAL_TABLE = "| command |";
    private static final Pattern PROMPT = Pattern.compile("^[#$] (?=(\\./)?holdfast )");
    private static final Pattern INLINE = Pattern.compile("(?s)`([^`]+)`");
    private static final Pattern PROGRAM =
            Pattern.compile("(\\./)?holdfast|apt-get|dpkg|man|ssh|systemctl|mvn|source|curl|promtool");
    private static final Set<String> OURS =
            Set.copyOf(Holdfast.commands().getSubcommands().keySet());

    private final List<DocumentedCommand> found = new ArrayList<>();

    private Documents() {}

    /** In the order of the text. */
    static List<DocumentedCommand> commands() {
        Documents all = new Documents();
        names().forEach(all::read);
        return List.copyOf(all.found);
    }

    static Stream<String> names() {
        return NAMES.stream().filter(name -> Files.exists(Checkout.top().resolve(name)));
    }

    static String text(String name) {
        try {
            return Files.readString(Checkout.top().resolve(name));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Prose is gathered up to the next code block, as inline code may be broken over two lines. */
    private void read(String name) {
        StringBuilder prose = new StringBuilder();
        String fence = "";
        String table = "";
        int number = 0;
        int proseBegan = 1;
        for (String line : text(name).lines().toList()) {
            number++;
            if (line.startsWith("```")) {
                prose(name, proseBegan, prose);
                proseBegan = number + 1;
                fence = fence.isEmpty() ? line : "";
            } else if (fence.equals("```") || fence.matches("```(sh|bash|console)")) {
                typed(name, number, line);
                proseBegan = number + 1;
            } else if (fence.isEmpty()) {
                table = line.startsWith("|") ? table + line : "";
                boolean subcommands = name.endsWith("journal-tool.md") && table.startsWith(JOURNAL_TABLE);
                prose.append(subcommands ? line.replaceFirst("^\\| `", "| `holdfast journal ") : line)
                        .append('\n');
            }
        }
        prose(name, proseBegan, prose);
    }

    private void typed(String name, int number, String line) {
        String[] commandAndTalk = PROMPT.matcher(line).replaceFirst("").split(" {2,}", 2);
        if (PROGRAM.matcher(commandAndTalk[0].split(" ", -1)[0]).matches()) {
            add(name, number, commandAndTalk[0], true);
        }
        if (commandAndTalk.length > 1) {
            prose(name, number, new StringBuilder(commandAndTalk[1]));
        }
    }

    private void prose(String name, int began, StringBuilder prose) {
        INLINE.matcher(prose).results().forEach(code -> {
            String text = code.group(1).replaceAll("\\s+", " ").strip();
            int number = began
                    + (int) prose.substring(0, code.start())
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            String first = text.split(" ", -1)[0];
            if (text.contains(" ") && PROGRAM.matcher(first).matches()) {
                add(name, number, text, true);
            } else if (text.contains(" ") && OURS.contains(first)) {
                add(name, number, "holdfast " + text, false);
            }
        });
        prose.setLength(0);
    }

    private void add(String name, int number, String text, boolean whole) {
        Notation notation = new Notation(text);
        notation.lines()
                .forEach(line ->
                        found.add(new DocumentedCommand(name + ":" + number, line, whole && !notation.isList())));
    }
}
