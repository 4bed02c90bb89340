package dev.holdfast.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Removes a lab, whole or in parts, by names and networks alone: it needs neither the node nor who made the lab, and may be
 * done twice. The order matters: first the node, so that it restarts nothing; then all else; then their networks and files.
 */
final class Demolition {

    private static final long GRACE_MILLIS = 3_000;
    private static final long END_MILLIS = 5_000;

    private final LabPlace place;

    private Demolition(LabPlace place) {
        this.place = place;
    }

    /** False if there was nothing of it. */
    static boolean of(LabPlace place) {
        boolean was = place.hasTraces();
        new Demolition(place).demolish();
        return was;
    }

    private void demolish() {
        int node = NodeProcess.pidIn(place);
        if (node != 0 && lives().stream().anyMatch(seen -> seen.pid() == node)) {
            Signals.send(node, Signals.TERM);
            await(GRACE_MILLIS, () -> NodeProcess.pidIn(place) == 0);
        }
        await(END_MILLIS, () -> {
            List<Procfs.Seen> left = lives();
            left.forEach(seen -> Signals.send(seen.pid(), Signals.KILL));
            return left.isEmpty();
        });
        place.client().delete();
        place.server().delete();
        place.host().delete();
        journalDirectory().ifPresent(journal -> {
            Trees.remove(journal);
            Trees.removeIfEmpty(LabRequest.JOURNALS);
        });
        Trees.remove(place.directory());
        Trees.removeIfEmpty(LabPlace.LABS);
        Trees.removeIfEmpty(LabPlace.ROOT);
        removeSharedMemory();
    }

    private List<Procfs.Seen> lives() {
        List<Procfs.Seen> all = new ArrayList<>(place.host().processes());
        all.addAll(place.server().processes());
        all.addAll(place.client().processes());
        return all;
    }

    private java.util.Optional<Path> journalDirectory() {
        try {
            return java.util.Optional.of(
                    place.journalWithin(Lab.open(place.name()).request().journalDirectory()));
        } catch (dev.holdfast.actors.cli.CommandFailure neverWritten) {
            return java.util.Optional.empty();
        }
    }

    /** The rings are anonymous files and go with their processes; a named one would bear the node's name. */
    private void removeSharedMemory() {
        try (DirectoryStream<Path> named =
                Files.newDirectoryStream(Path.of("/dev/shm"), "holdfast-lab-" + place.name() + "-*")) {
            named.forEach(Trees::remove);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void await(long millis, BooleanSupplier done) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (!done.getAsBoolean() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(10_000_000);
        }
    }
}
