package dev.holdfast.actors.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast completion}: a script that completes commands and options for a shell. */
@Command(
        name = "completion",
        description = "Print a script by which the shell completes commands and options.",
        footer = "%nFor this shell: source <(holdfast completion bash). The Debian package installs it.")
final class CompletionCommand implements Callable<Integer> {

    /** Zsh reads bash's form after {@code autoload bashcompinit}. */
    enum Shell {
        BASH
    }

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash; zsh reads the same after `bashcompinit`.")
    Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        CommandSpec root = spec.root();
        System.out.print(
                switch (shell) {
                    case BASH -> AutoComplete.bash(root.name(), root.commandLine());
                });
        return ExitCode.OK.number();
    }
}
