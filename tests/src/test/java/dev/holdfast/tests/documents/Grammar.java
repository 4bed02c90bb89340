package dev.holdfast.tests.documents;

import dev.holdfast.actors.cli.Holdfast;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Holds a documented command against the commands that there are. */
final class Grammar {

    /** The launcher's own; the program behind it does not know them. */
    private static final List<String> OF_THE_LAUNCHER = List.of("test", "package");

    private Grammar() {}

    /**
     * Whether it can be run as it stands: a group's name can not, nor a mention without the parameters.
     *
     * @throws AssertionError if there is no such command or option, or if a command that is shown whole lacks something
     */
    static boolean isComplete(DocumentedCommand command) {
        if (OF_THE_LAUNCHER.stream().anyMatch(command::begins)) {
            return true;
        }
        try {
            CommandLine all = Holdfast.commands();
            ParseResult parsed =
                    all.parseArgs(Situation.imagined().fill(command).words().toArray(String[]::new));
            while (parsed.hasSubcommand()) {
                parsed = parsed.subcommand();
            }
            return parsed.commandSpec().subcommands().isEmpty();
        } catch (MissingParameterException incomplete) {
            if (command.whole()) {
                throw new AssertionError(command + ": " + incomplete.getMessage(), incomplete);
            }
            return false;
        } catch (ParameterException refused) {
            throw new AssertionError(command + ": " + refused.getMessage(), refused);
        }
    }
}
