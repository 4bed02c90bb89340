package dev.holdfast.persistence.akka;

import dev.holdfast.config.JournalSettings;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.RocksStore;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class RocksJournalPluginTest extends JournalPluginContract {

    @TempDir
    private Path directory;

    @Override
    JournalStore openStore() {
        return RocksStore.open(
                new JournalSettings(JournalSettings.Store.ROCKSDB, directory, 0, 16 << 20, false, 4 << 20));
    }
}
