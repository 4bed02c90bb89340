package dev.holdfast.actors.doctor;

import dev.holdfast.persistence.journal.RocksLibrary;
import java.io.IOException;

/** Whether RocksDB's library can be loaded, which it unpacks into the temporary directory unless a package has installed it. */
record DiskJournalCheck() implements Check {

    @Override
    public String subject() {
        return "RocksDB";
    }

    @Override
    public Finding look() {
        try {
            RocksLibrary.load();
            return new Finding.Fine("its library loads");
        } catch (IOException refused) {
            return Finding.Failure.of(
                    refused,
                    "a temporary directory with room and without noexec: HOLDFAST_JAVA_OPTIONS=-Djava.io.tmpdir=DIR");
        }
    }
}
