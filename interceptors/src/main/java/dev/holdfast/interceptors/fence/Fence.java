package dev.holdfast.interceptors.fence;

import java.util.concurrent.CompletionStage;

/** Keeps a host silent for virtual addresses except while it holds their lease. Methods may be called by any thread and do not wait. */
public interface Fence {

    /**
     * Opens the fence until {@code untilNanos}, by {@link System#nanoTime}: this node is the owner now.
     *
     * @return completes when frames pass, or with an {@link java.io.IOException}: then it is shut
     */
    CompletionStage<Void> grant(long untilNanos);

    /** Puts the end of the lease off; one that has passed, or was revoked, stays passed, and whoever armed the fence hears that. */
    void renew(long untilNanos);

    /** Shuts the fence; completes when nothing passes any more. */
    CompletionStage<Void> revoke();
}
