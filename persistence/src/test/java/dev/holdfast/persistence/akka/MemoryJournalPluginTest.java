package dev.holdfast.persistence.akka;

import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.MemoryStore;

class MemoryJournalPluginTest extends JournalPluginContract {

    @Override
    JournalStore openStore() {
        return MemoryStore.open(16 << 20);
    }
}
