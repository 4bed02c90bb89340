package dev.holdfast.actors.cli;

import dev.holdfast.actors.node.Version;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The manual page of one command, in the man macros of roff (man(7)), from the same words as its help.
 *
 * <p>Without a date, so that two builds of one version are the same.
 */
record ManPage(CommandSpec command) {

    private static final int SECTION = 1;

    /** {@code holdfast-journal-show.1}. */
    String fileName() {
        return name(command) + "." + SECTION;
    }

    /** The commands below {@code command} that its help shows, each once. */
    static List<CommandLine> visible(CommandSpec command) {
        return command.subcommands().values().stream()
                .filter(below -> !below.getCommandSpec().usageMessage().hidden())
                .distinct()
                .toList();
    }

    String render() {
        String title = ".TH \"%s\" \"%d\" \"\" \"holdfast %s\" \"Holdfast\"\n"
                .formatted(name(command).toUpperCase(Locale.ROOT), SECTION, Version.NUMBER);
        String[] description = command.usageMessage().description();
        String brief = description.length == 0 ? "" : text(description[0]);
        return title
                + section("NAME", Stream.of(escaped(name(command)) + " \\- " + brief))
                + section("SYNOPSIS", Stream.of(".nf", escaped(synopsis().strip()), ".fi"))
                + section("DESCRIPTION", Stream.of(description).map(ManPage::text))
                + section("COMMANDS", visible(command).stream().map(ManPage::entry))
                + section("ARGUMENTS", command.positionalParameters().stream().map(ManPage::entry))
                + section(
                        "OPTIONS",
                        command.options().stream()
                                .filter(option -> !option.hidden())
                                .map(ManPage::entry))
                + section("NOTES", Stream.of(command.usageMessage().footer()).map(ManPage::text))
                + section("EXIT STATUS", exitCodes())
                + section("SEE ALSO", Stream.of(others()));
    }

    private static String section(String heading, Stream<String> lines) {
        String body = lines.filter(line -> !line.isBlank()).collect(Collectors.joining("\n"));
        return body.isEmpty() ? "" : ".SH " + heading + "\n" + body + "\n";
    }

    private String synopsis() {
        return new Help(command, Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
    }

    private static String entry(CommandLine below) {
        CommandSpec spec = below.getCommandSpec();
        return entry(spec.name(), Stream.of(spec.usageMessage().description()));
    }

    private static String entry(ArgSpec argument) {
        String label = argument.arity().max() == 0 ? "" : argument.paramLabel();
        return argument instanceof OptionSpec option
                ? entry((String.join(", ", option.names()) + " " + label).strip(), Stream.of(option.description()))
                : entry(label, Stream.of(argument.description()));
    }

    private static String entry(String term, Stream<String> words) {
        return ".TP\n.B " + escaped(term) + "\n" + words.map(ManPage::text).collect(Collectors.joining("\n"));
    }

    private Stream<String> exitCodes() {
        return command.root().usageMessage().exitCodeList().entrySet().stream()
                .map(code -> entry(code.getKey(), Stream.of(code.getValue())));
    }

    private String others() {
        Stream<CommandSpec> parent = command.parent() == null ? Stream.of() : Stream.of(command.parent());
        Stream<CommandSpec> below = visible(command).stream().map(CommandLine::getCommandSpec);
        return Stream.concat(parent, below)
                .map(other -> "\\fB" + escaped(name(other)) + "\\fR(" + SECTION + ")")
                .collect(Collectors.joining(", "));
    }

    private static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    /** As picocli prints it: a format without arguments, with markup. */
    private static String text(String words) {
        return escaped(Ansi.OFF.string(words.formatted()).strip());
    }

    private static String escaped(String text) {
        return text.lines()
                .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
                .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
                .collect(Collectors.joining("\n"));
    }
}
