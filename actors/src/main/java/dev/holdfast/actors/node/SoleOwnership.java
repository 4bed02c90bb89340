package dev.holdfast.actors.node;

import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.persistence.journal.JournalStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A cluster of one: the node owns the address from its start to its end. */
final class SoleOwnership implements Ownership {

    private static final Duration STOP_GRACE = Duration.ofSeconds(2);
    private static final long PUBLISH_POLL_NANOS = 1_000_000;

    private final NodeContext node;
    private final VirtualAddress address;
    private final JournalStore store;
    private final String journalPlugin;
    private @Nullable Tenure tenure;

    SoleOwnership(NodeContext node, VirtualAddress address, JournalStore store, String journalPlugin) {
        this.node = node;
        this.address = address;
        this.store = store;
        this.journalPlugin = journalPlugin;
    }

    @Override
    public VirtualAddress address() {
        return address;
    }

    @Override
    public JournalStore store() {
        return store;
    }

    @Override
    public void begin() {
        tenure = Tenure.begin(node, address, store, journalPlugin);
        publishWhenServing(tenure);
    }

    private void publishWhenServing(Tenure begun) {
        if (begun.serves()) {
            begun.publish();
        } else {
            node.loop().schedule(PUBLISH_POLL_NANOS, () -> publishWhenServing(begun));
        }
    }

    @Override
    public @Nullable Tenure tenure() {
        return tenure;
    }

    @Override
    public boolean settled() {
        return tenure != null && tenure.isPublished();
    }

    /** There is nobody to hand over to, so the servers may end in peace. */
    @Override
    public CompletionStage<Void> handOver() {
        return tenure == null ? CompletableFuture.completedFuture(null) : tenure.end(STOP_GRACE);
    }

    @Override
    public String role() {
        return "sole";
    }

    @Override
    public NodeSnapshot.@Nullable Lease leaseLeft() {
        return null;
    }

    @Override
    public List<NodeSnapshot.Takeover> takeovers() {
        return List.of();
    }
}
