package dev.holdfast.persistence.journal;

import java.io.IOException;
import org.rocksdb.RocksDB;

/** The native half of the journal on disk; loaded from the library path, or unpacked into the temporary directory first. Any thread. */
public final class RocksLibrary {

    private RocksLibrary() {}

    /** @throws IOException if this machine cannot load it: a temporary directory that is full or noexec, another processor */
    public static void load() throws IOException {
        try {
            RocksDB.loadLibrary();
        } catch (RuntimeException | UnsatisfiedLinkError refused) {
            throw new IOException("RocksDB's library cannot be loaded: " + refused.getMessage(), refused);
        }
    }
}
