package dev.holdfast.persistence.akka;

import akka.actor.AbstractExtensionId;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.setup.Setup;
import dev.holdfast.persistence.journal.JournalStore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds an actor system's journal store, so that the plugin and readers without Akka share one.
 *
 * <p>Whoever opened the store gives it here, by {@link #setup} when the system is made or by {@link #install} before the first
 * persistent actor starts, and closes it after the system has ended. Safe for any thread.
 */
public final class JournalStores implements Extension {

    private static final Id ID = new Id();

    private final AtomicReference<@Nullable JournalStore> store = new AtomicReference<>();

    private JournalStores(@Nullable JournalStore given) {
        store.set(given);
    }

    /** For {@code ActorSystemSetup}. */
    public static Setup setup(JournalStore store) {
        return new StoreSetup(store);
    }

    public static JournalStores get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** @throws IllegalStateException if there is a store already */
    public void install(JournalStore opened) {
        if (!store.compareAndSet(null, opened)) {
            throw new IllegalStateException("this actor system has a journal store already");
        }
    }

    /** @throws IllegalStateException if none was given */
    public JournalStore store() {
        JournalStore given = store.get();
        if (given == null) {
            throw new IllegalStateException(
                    "no journal store: make the actor system with JournalStores.setup, or install one first");
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
