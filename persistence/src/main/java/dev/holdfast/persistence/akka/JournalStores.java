package dev.holdfast.persistence.akka;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.setup.Setup;
import dev.holdfast.persistence.journal.JournalStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds an actor system's journal stores, so that the plugin and readers without Akka share them.
 *
 * <p>Whoever opened a store gives it here: the only one by {@link #setup} when the system is made; one of several by
 * {@link #install} under the configuration path of its plugin, before the first persistent actor that uses it starts. It is closed
 * after those have ended. Safe for any thread.
 */
public final class JournalStores implements Extension {

    private static final Id ID = new Id();

    private final Map<String, JournalStore> stores = new ConcurrentHashMap<>();

    private JournalStores(@Nullable JournalStore given) {
        if (given != null) {
            stores.put(HoldfastJournal.PLUGIN_ID, given);
        }
    }

    /** For {@code ActorSystemSetup}. */
    public static Setup setup(JournalStore store) {
        return new StoreSetup(store);
    }

    public static JournalStores get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** The store of the journal plugin at {@code path}; takes the place of the one before. */
    public void install(String path, JournalStore opened) {
        stores.put(path, opened);
    }

    /** @throws IllegalStateException if none was given for the plugin at {@code path} */
    public JournalStore store(String path) {
        JournalStore given = stores.get(path);
        if (given == null) {
            throw new IllegalStateException("no journal store for " + path
                    + ": make the actor system with JournalStores.setup, or install one first");
        }
        return given;
    }

    private static final class StoreSetup extends Setup {
        private final JournalStore store;

        StoreSetup(JournalStore store) {
            this.store = store;
        }
    }

    private static final class Id extends AbstractExtensionId<JournalStores> {
        @Override
        public JournalStores createExtension(ExtendedActorSystem system) {
            return new JournalStores(system.settings()
                    .setup()
                    .get(StoreSetup.class)
                    .map(setup -> setup.store)
                    .orElse(null));
        }
    }
}
