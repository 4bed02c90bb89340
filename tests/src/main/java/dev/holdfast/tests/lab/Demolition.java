package dev.holdfast.tests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Removes a lab, whole or in parts, by names and networks alone: it needs neither the node nor who made the lab, and may be
 * done twice. The order matters: first the nodes, so that they restart nothing; then all else; then their networks and files.
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
        List<Procfs.Seen> before = lives();
        List<Integer> nodes = nodes().stream()
                .filter(node -> before.stream().anyMatch(seen -> seen.pid() == node && !seen.stopped()))
                .toList();
        nodes.forEach(node -> Signals.send(node, Signals.TERM));
        await(GRACE_MILLIS, () -> nodes().stream().noneMatch(nodes::contains));
        await(END_MILLIS, () -> {
            List<Procfs.Seen> left = lives();
            left.forEach(seen -> Signals.send(seen.pid(), Signals.KILL));
            return left.isEmpty();
        });
        place.namespaces().forEach(NetworkNamespace::delete);
        journalDirectory().ifPresent(journal -> {
            Trees.remove(journal);
            Trees.removeIfEmpty(LabRequest.JOURNALS);
        });
        Trees.remove(place.directory());
        Trees.removeIfEmpty(LabPlace.LABS);
        Trees.removeIfEmpty(LabPlace.ROOT);
        removeSharedMemory();
    }

    /** The pids of all nodes that live, whatever the lab's size was meant to be. */
    private List<Integer> nodes() {
        Stream<HostPlace> places = Stream.concat(
                Stream.of(place.soleHost()), LabPlace.HOSTS.stream().map(place::host));
        return places.map(NodeProcess::pidIn).filter(pid -> pid != 0).toList();
    }

    private List<Procfs.Seen> lives() {
        return place.namespaces().stream()
                .flatMap(network -> network.processes().stream())
                .toList();
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
