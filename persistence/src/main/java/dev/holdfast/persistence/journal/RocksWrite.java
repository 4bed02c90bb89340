package dev.holdfast.persistence.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Something that waits for the writer thread; what it takes was counted when it was made. */
sealed interface RocksWrite {

    CompletableFuture<Void> done();

    long bytes();

    /** Each entry with the history that it belongs to. */
    record Append(List<Entry> batch, List<RocksHistory> histories, long bytes, CompletableFuture<Void> done)
            implements RocksWrite {

        boolean mayUseReserve() {
            return batch.stream().allMatch(Entry::mayUseReserve);
        }
    }

    record Delete(RocksHistory history, long toSequenceNr, CompletableFuture<Void> done) implements RocksWrite {
        @Override
        public long bytes() {
            return 0;
        }
    }

    record Forget(RocksHistory history, CompletableFuture<Void> done) implements RocksWrite {
        @Override
        public long bytes() {
            return 0;
        }
    }
}
