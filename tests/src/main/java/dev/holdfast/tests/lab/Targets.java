package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the words of a command mean; a word that means nothing is answered with those that do. */
final class Targets {

    private Targets() {}

    static void mustBeKnown(String word, List<String> known) {
        if (!known.contains(word)) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'" + word + "' is not known here", "known: " + String.join(", ", known));
        }
    }

    /** The named host, or the only one. */
    static LabHost host(Lab lab, @Nullable String name, String command) {
        if (name == null && lab.hosts().size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "this lab has several hosts",
                    "say which: holdfast lab " + command + " " + String.join("|", lab.hostNames()));
        }
        return name == null ? lab.hosts().getFirst() : lab.host(name);
    }
}
