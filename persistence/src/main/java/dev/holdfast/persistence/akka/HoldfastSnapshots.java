package dev.holdfast.persistence.akka;

import akka.actor.ExtendedActorSystem;
import akka.dispatch.Futures;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.snapshot.japi.SnapshotStore;
import com.typesafe.config.Config;
import dev.holdfast.persistence.journal.JournalStore;
import dev.holdfast.persistence.journal.PresentStates;
import java.util.Optional;
import scala.concurrent.Future;
import scala.concurrent.Promise;

/**
 * The Akka Persistence snapshot plugin {@value #PLUGIN_ID}: an entity that is taken up begins with the state that the journal's
 * replica has folded already, instead of being told every event again.
 *
 * <p>Nothing is ever saved here: the states come from the entries alone.
 */
public final class HoldfastSnapshots extends SnapshotStore {

    public static final String PLUGIN_ID = "holdfast.snapshots";

    private final JournalStore store;

    /** The configuration path of the plugin that belongs to the journal plugin at {@code journal}. */
    public static String of(String journal) {
        return journal + ".snapshots";
    }

    /** @param config names in {@code journal} the journal plugin whose entries these are */
    public HoldfastSnapshots(Config config) {
        ExtendedActorSystem system = (ExtendedActorSystem) context().system();
        this.store = JournalStores.get(system).store(config.getString("journal"));
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        Promise<Optional<SelectedSnapshot>> answer = Futures.promise();
        store.present(persistenceId).whenComplete((found, fault) -> {
            if (fault == null) {
                answer.success(found.filter(present -> present.sequenceNr() <= criteria.maxSequenceNr())
                        .map(present -> selected(persistenceId, present)));
            } else {
                answer.failure(fault);
            }
        });
        return answer.future();
    }

    private static SelectedSnapshot selected(String persistenceId, PresentStates.Present present) {
        return SelectedSnapshot.create(
                new SnapshotMetadata(persistenceId, present.sequenceNr(), 0), present.connection());
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        return Futures.failed(new UnsupportedOperationException("states are folded from entries, not saved"));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        return Futures.successful(null);
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return Futures.successful(null);
    }
}
