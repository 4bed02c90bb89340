package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.journal.RocksSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which journal is meant. */
final class JournalPlace {

    private static final Path DEFAULT = Path.of("/var/lib/holdfast/journal");

    /** Below the configured directory lies one for each address, and in a cluster below that one for each copy. */
    private static final int DEPTH_MAX = 3;

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            description = "A journal on disk, read beside a running node too. Default: /var/lib/holdfast/journal.")
    @Nullable
    Path directory;

    JournalPlace() {}

    JournalPlace(Path directory) {
        this.directory = directory;
    }

    /** Opens the journal, lets {@code work} read it, and closes it; damage and the like become the command's failure. */
    int read(ToIntFunction<JournalReader> work) {
        try (JournalReader journal = open()) {
            return work.applyAsInt(journal);
        } catch (JournalException refused) {
            throw failure(refused);
        }
    }

    /** @throws JournalException if it can not be read */
    JournalReader open() {
        return RocksSnapshot.open(found());
    }

    static CommandFailure failure(JournalException refused) {
        boolean damaged = refused instanceof JournalDamagedException;
        return new CommandFailure(
                damaged ? ExitCode.DAMAGE : ExitCode.CONFIGURATION,
                String.valueOf(refused.getMessage()),
                damaged ? "holdfast journal verify names every damaged place" : "");
    }

    /** The directory of the one journal that lies at the place or below. */
    Path found() {
        Path place = directory == null ? DEFAULT : directory;
        List<Path> journals = below(place);
        if (journals.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION,
                    "no journal lies in " + place,
                    "--journal takes the directory that journal.directory names, or one of an address below it;\n"
                            + "--node takes a running node's admin socket, for journals in memory too");
        }
        if (journals.size() > 1) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "several journals lie below " + place + ": "
                            + journals.stream().map(Path::toString).collect(Collectors.joining(", ")),
                    "name one of them with --journal");
        }
        return journals.getFirst();
    }

    private static List<Path> below(Path place) {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> directories = Files.walk(place, DEPTH_MAX)) {
            return directories
                    .filter(path -> Files.isDirectory(path) && RocksSnapshot.isJournal(path))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new CommandFailure(
                    ExitCode.CONFIGURATION, place + " can not be read: " + unreadable.getMessage(), "are you root?");
        }
    }
}
