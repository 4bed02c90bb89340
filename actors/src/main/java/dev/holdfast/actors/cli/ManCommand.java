package dev.holdfast.actors.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast man}: writes a manual page for every command; for the build of packages. */
@Command(name = "man", hidden = true, description = "Write the manual pages of all commands into a directory.")
final class ManCommand implements Callable<Integer> {

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "DIR", description = "Where the pages go; made if need be.")
    Path directory = Path.of(".");

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(directory);
        write(spec.root());
        return ExitCode.OK.number();
    }

    private void write(CommandSpec command) throws IOException {
        ManPage page = new ManPage(command);
        Files.writeString(directory.resolve(page.fileName()), page.render());
        for (CommandLine below : ManPage.visible(command)) {
            write(below.getCommandSpec());
        }
    }
}
