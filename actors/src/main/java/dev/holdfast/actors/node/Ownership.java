package dev.holdfast.actors.node;

import dev.holdfast.actors.watch.NodeSnapshot;
import dev.holdfast.persistence.journal.JournalStore;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** How this node comes to own one virtual address, and to lose it. Owned by the loop's thread. */
interface Ownership {

    VirtualAddress address();

    /** The address's journal, as far as this node has it. */
    JournalStore store();

    /** Called once, when packets can flow. */
    void begin();

    /** Null while another node owns the address, or none. */
    @Nullable
    Tenure tenure();

    /** Whether the node has found its place: it serves the address, or follows who does. */
    boolean settled();

    /** The node is told to stop: whoever can go on with the address should do so at once. Completes when its servers here are gone. */
    CompletionStage<Void> handOver();

    /** In lower case: sole, owner, candidate or follower. */
    String role();

    /** What is left of this node's lease; null where nobody grants one. */
    NodeSnapshot.@Nullable Lease leaseLeft();

    /** The last ones of this node, the newest last. */
    List<NodeSnapshot.Takeover> takeovers();
}
