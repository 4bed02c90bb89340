package dev.holdfast.persistence.journal;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * What a {@link RocksStore} knows about one entity without asking the disk.
 *
 * <p>{@code submitted} runs ahead of {@code highest} by what waits for the writer. Owned by the store's lock; {@code number} and
 * {@code idBytes} never change.
 */
final class RocksHistory {

    final String persistenceId;
    final byte[] idBytes;
    final long number;

    /** Stable. */
    long highest;

    /** Handed to the writer. */
    long submitted;

    /** Totals of what is stable, and how much of that is deleted; the difference is live. */
    long bytesWritten;

    long entriesWritten;
    long bytesDeleted;
    long entriesDeleted;

    /** Whether the disk has an identity record. */
    boolean registered;

    /** The last operation handed to the writer. */
    CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    RocksHistory(String persistenceId, long number) {
        this.persistenceId = persistenceId;
        this.idBytes = persistenceId.getBytes(StandardCharsets.UTF_8);
        this.number = number;
    }

    long liveBytes() {
        return bytesWritten - bytesDeleted;
    }

    long liveEntries() {
        return entriesWritten - entriesDeleted;
    }
}
