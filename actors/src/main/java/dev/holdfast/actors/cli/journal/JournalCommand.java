package dev.holdfast.actors.cli.journal;

import picocli.CommandLine.Command;

/** {@code holdfast journal}: the inspection of what a node has logged. */
@Command(
        name = "journal",
        synopsisSubcommandLabel = "COMMAND",
        description = "Look into a journal: on disk, beside the node that writes it or without one, or a node's own.",
        subcommands = {
            LsCommand.class,
            ShowCommand.class,
            TailCommand.class,
            StatsCommand.class,
            VerifyCommand.class,
            DiffCommand.class,
            GcCommand.class,
            ExportCommand.class,
            ReplayCommand.class
        })
public final class JournalCommand {}
