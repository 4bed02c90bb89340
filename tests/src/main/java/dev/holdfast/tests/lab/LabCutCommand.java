package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast lab cut}: cables that carry nothing from now on. */
@Command(name = "cut", description = "Cut cables of a lab of three hosts, all at the same instant.")
final class LabCutCommand implements Callable<Integer> {

    @Option(names = "--name", defaultValue = "lab", description = LabCommand.NAME_HELP)
    String name = "lab";

    @Option(
            names = "--one-way",
            defaultValue = "both",
            paramLabel = "in|out",
            description = "in: nothing comes to the host. out: nothing leaves it. Default: neither passes.")
    Cuts.Direction direction = Cuts.Direction.BOTH;

    @Parameters(arity = "1..*", paramLabel = "LINK", description = "client-lan, alpha-lan, alpha-backbone and so on.")
    List<String> links = List.of();

    @Override
    public Integer call() {
        Lab lab = Lab.open(name);
        Cuts cuts = lab.cuts();
        links.forEach(link -> Targets.mustBeKnown(link, lab.links()));
        cuts.cut(links, direction);
        Talk.toStderr()
                .blow("cut " + String.join(", ", links)
                        + (direction == Cuts.Direction.BOTH
                                ? ""
                                : ", one way: " + direction.name().toLowerCase(Locale.ROOT)));
        return ExitCode.OK.number();
    }
}
