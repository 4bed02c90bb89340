package dev.holdfast.actors.cli;

import dev.holdfast.actors.cli.journal.JournalCommand;
import dev.holdfast.actors.node.Version;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The program behind the launcher: finds the command, runs it, and turns every ending into an exit code. */
@Command(
        name = "holdfast",
        mixinStandardHelpOptions = true,
        version = "holdfast " + Version.NUMBER,
        subcommands = {
            NodeCommand.class,
            StatusCommand.class,
            ConnectionCommand.class,
            TopCommand.class,
            PageCommand.class,
            JournalCommand.class,
            CertsCommand.class,
            DoctorCommand.class,
            ConfigCommand.class,
            CompletionCommand.class,
            ManCommand.class,
            RehearseCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps a server's TCP connections open while the server crashes and comes back.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:ok",
            "1:failed",
            "2:usage",
            "3:configuration, or this machine lacks something",
            "4:not reachable",
            "5:not owner, or fenced",
            "6:damage found",
            "7:timed out"
        })
public final class Holdfast {

    private Holdfast() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /** Runs one command line; gives its exit code. */
    public static int run(String... arguments) {
        boolean coloured = System.getProperty("holdfast.terminals", "").contains("out");
        return commands()
                .setColorScheme(CommandLine.Help.defaultColorScheme(coloured ? Ansi.ON : Ansi.OFF))
                .setExecutionExceptionHandler((thrown, _, _) -> explain(thrown))
                .execute(arguments);
    }

    /** All commands, also those that other jars of the class path bring; each call gives a tree of its own. */
    public static CommandLine commands() {
        CommandLine line = new CommandLine(new Holdfast());
        for (CommandGroup group : ServiceLoader.load(CommandGroup.class)) {
            group.commands().forEach(line::addSubcommand);
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true).setUnmatchedOptionsArePositionalParams(false);
    }

    private static int explain(Exception thrown) throws Exception {
        if (thrown instanceof CommandFailure failure) {
            Talk.toStderr().failure(failure);
            return failure.exitCode().number();
        }
        if (thrown instanceof InterruptedException) {
            Talk.toStderr().bad("interrupted");
            return ExitCode.FAILED.number();
        }
        throw thrown;
    }
}
