package dev.holdfast.tests.damage;

import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.OutputFormat;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code holdfast campaign damage}: flips bits and cuts files of a journal, one at a time, and reads it as a node and as the tool. */
@Command(
        name = "damage",
        mixinStandardHelpOptions = true,
        description =
                "Flip bits in a journal's files and cut them: every damage is found, or changes nothing that is read.")
public final class DamageCampaign implements Callable<Integer> {

    private static final int TOLD = 1000;

    @Option(names = "--rounds", defaultValue = "10000", description = "How many (default: ${DEFAULT-VALUE}).")
    private int rounds = 10_000;

    @Option(names = "--seed", defaultValue = "1", description = "Of the journal and of the damage.")
    private long seed = 1;

    @Option(names = "-o", defaultValue = "table", paramLabel = "FORMAT", description = "table, json or jsonl.")
    private OutputFormat format = OutputFormat.TABLE;

    @Override
    public Integer call() throws IOException {
        Talk talk = Talk.toStderr();
        Path directory = Files.createTempDirectory("holdfast-damage");
        try {
            DamageReport report = run(directory, seed, rounds, talk);
            System.out.print(format.render(report::toJson, report::table));
            report.wrong().forEach(talk::bad);
            return (report.wrong().isEmpty() ? ExitCode.OK : ExitCode.FAILED).number();
        } finally {
            Trees.remove(directory);
        }
    }

    /** @param directory is filled, and left to its owner */
    static DamageReport run(Path directory, long seed, int rounds, Talk talk) throws IOException {
        DamagedJournal journal = DamagedJournal.make(directory, seed);
        DamageReport report = new DamageReport(seed);
        for (int round = 0; round < rounds; round++) {
            report.add(journal.round());
            if (report.rounds() % TOLD == 0) {
                talk.step(report.rounds() + " of " + rounds + " damages");
            }
        }
        return report;
    }
}
