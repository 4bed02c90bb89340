package dev.holdfast.actors.cli;

import picocli.CommandLine.Command;

/** {@code holdfast config}: what a node would make of a configuration. */
@Command(
        name = "config",
        synopsisSubcommandLabel = "COMMAND",
        description = "Check a configuration, or print it with the defaults in their places.",
        subcommands = {ConfigCheckCommand.class, ConfigPrintCommand.class})
final class ConfigCommand {}
