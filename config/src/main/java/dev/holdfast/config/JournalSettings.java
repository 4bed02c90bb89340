package dev.holdfast.config;

import dev.holdfast.protocol.wire.IpAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The store behind the journal of each virtual address.
 *
 * @param directory absolute; used by {@link Store#ROCKSDB} only
 * @param memoryBytesMax size of the memory store
 * @param diskBytesMax entries on disk, bytes
 * @param fsync whether an entry is on the disk itself before it counts as stable, rather than in the system's page cache (in a cluster:
 *     in memory); there a node then remembers its journals over a restart, if they are on disk
 * @param batchBytesMax most bytes that one group commit carries
 */
public record JournalSettings(
        Store store, Path directory, long memoryBytesMax, long diskBytesMax, boolean fsync, int batchBytesMax) {

    /** Where entries are kept. */
    public enum Store {
        ROCKSDB,
        MEMORY
    }

    /** The journal of one virtual address; each has its own, with these limits. */
    public JournalSettings of(IpAddress vip) {
        return in(directory.resolve(vip.toString().replace(':', '-')));
    }

    /** The same elsewhere. */
    public JournalSettings in(Path other) {
        return new JournalSettings(store, other, memoryBytesMax, diskBytesMax, fsync, batchBytesMax);
    }

    static @Nullable JournalSettings read(Section section) {
        Store store = section.choice("store", Store.class);
        Path directory = section.parsed("directory", Path.of("/"), Names::absolutePath);
        long memory = section.bytes("memory-bytes-max", 16 * Units.MIB, Units.TIB);
        long disk = section.bytes("disk-bytes-max", 64 * Units.MIB, 1024 * Units.TIB);
        boolean fsync = section.bool("fsync");
        long batch = section.bytes("batch-bytes-max", 64 * Units.KIB, 64 * Units.MIB);
        return section.build(() -> new JournalSettings(store, directory, memory, disk, fsync, (int) batch));
    }
}
