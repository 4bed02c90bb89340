package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lab mend}: cables that were cut are whole again. */
@Command(name = "mend", description = "Mend cables that were cut.")
final class LabMendCommand implements Callable<Integer> {

    @Option(names = "--name", defaultValue = "lab", description = LabCommand.NAME_HELP)
    String name = "lab";

    @Parameters(arity = "1..*", paramLabel = "LINK", description = "As for cut.")
    List<String> links = List.of();

    @Override
    public Integer call() {
        Lab lab = Lab.open(name);
        Cuts cuts = lab.cuts();
        links.forEach(link -> Targets.mustBeKnown(link, lab.links()));
        cuts.mend(links);
        Talk.toStderr().good("mended " + String.join(", ", links));
        return ExitCode.OK.number();
    }
}
