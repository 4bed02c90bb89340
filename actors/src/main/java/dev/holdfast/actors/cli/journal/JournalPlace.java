package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.journal.RocksSnapshot;
import dev.holdfast.persistence.remote.RemoteJournal;
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

    @Option(names = "--node", paramLabel = "SOCKET", description = "Instead: a running node's, by its admin socket.")
    @Nullable
    Path socket;

    @Option(
            names = "--address",
            paramLabel = "VIP",
            defaultValue = RemoteJournal.ONLY,
            description = "With --node: of which address, if the node has several.")
    String address = RemoteJournal.ONLY;

    JournalPlace() {}

    /** The journal in a directory, or of the node whose socket {@code path} is. */
    static JournalPlace of(Path path) {
        JournalPlace place = new JournalPlace();
        if (Files.isDirectory(path)) {
            place.directory = path;
        } else {
            place.socket = path;
        }
        return place;
    }

    /** As the other; without clients' bytes as far as a node is asked for them. */
    int read(ToIntFunction<JournalReader> work) {
        return read(false, work);
    }

    /**
     * Opens the journal, lets {@code work} read it, and closes it; damage and the like become the command's failure.
     *
     * @param bytes whether clients' bytes are needed
     */
    int read(boolean bytes, ToIntFunction<JournalReader> work) {
        try (JournalReader journal = open(bytes)) {
            return work.applyAsInt(journal);
        } catch (JournalException refused) {
            throw failure(refused);
        }
    }

    private JournalReader open(boolean bytes) {
        if (socket == null) {
            return RocksSnapshot.open(found());
        }
        if (directory != null) {
            throw new CommandFailure(ExitCode.USAGE, "--journal and --node exclude each other", "");
        }
        if (!Files.exists(socket)) {
            throw new CommandFailure(
                    ExitCode.NOT_REACHABLE, "no node answers at " + socket, "is it running? `holdfast status` asks it");
        }
        return new RemoteJournal(socket, address, bytes);
    }

    /** Whether the journal is asked of a running node. */
    boolean isNode() {
        return socket != null;
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
