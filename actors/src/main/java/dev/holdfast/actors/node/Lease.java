package dev.holdfast.actors.node;

import dev.holdfast.interceptors.fence.Fence;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long this node may act for an address, and the kernel's fence that holds it to that (I9).
 *
 * <p>Renewed on the journal's thread, so that a busy packet loop does not lose it; safe for any thread.
 */
final class Lease {

    private final @Nullable Fence fence;
    private final Runnable onPause;
    private final Runnable onResume;
    private boolean wanted;
    private boolean open;
    private boolean opening;
    private boolean everOpen;

    /** Counts losses: a grant that was asked for before one says nothing of the fence after it. */
    private int losses;

    private long untilNanos = System.nanoTime();

    /** Both are called on any thread and must not wait. */
    Lease(@Nullable Fence fence, Runnable onPause, Runnable onResume) {
        this.fence = fence;
        this.onPause = onPause;
        this.onResume = onResume;
    }

    /** The node owns the address: the fence opens as soon as there is a lease. */
    synchronized void wanted() {
        wanted = true;
        everOpen = false;
        apply();
    }

    /** A majority grants it until {@code nanos}. */
    synchronized void until(long nanos) {
        untilNanos = nanos;
        apply();
    }

    /** Another node has the address, or will. */
    synchronized void lost() {
        wanted = false;
        open = false;
        losses++;
        untilNanos = System.nanoTime();
        if (fence != null) {
            fence.revoke();
        }
    }

    private void apply() {
        if (!wanted || untilNanos - System.nanoTime() <= 0) {
            return;
        }
        if (fence == null) {
            opened();
        } else if (open) {
            fence.renew(untilNanos);
        } else if (!opening) {
            opening = true;
            int before = losses;
            fence.grant(untilNanos).whenComplete((_, fault) -> granted(fault == null, before));
        }
    }

    private synchronized void granted(boolean ok, int lossesBefore) {
        opening = false;
        if (losses != lossesBefore) {
            apply();
        } else if (ok) {
            opened();
        }
    }

    private void opened() {
        boolean again = !open && everOpen;
        open = true;
        everOpen = true;
        if (again) {
            onResume.run();
        }
    }

    /** The fence says that there is nothing to renew: it ran out, or was revoked. */
    synchronized void expired() {
        if (open) {
            open = false;
            onPause.run();
            apply();
        }
    }

    /** To be called every few milliseconds: without a fence nobody else tells that the lease has run out. */
    synchronized void watch() {
        if (fence == null && untilNanos - System.nanoTime() <= 0) {
            expired();
        }
    }

    synchronized boolean lives() {
        return open && untilNanos - System.nanoTime() > 0;
    }

    /** Whether the kernel enforces it. */
    boolean isFenced() {
        return fence != null;
    }

    /** 0 while the fence is shut, whatever a majority grants. */
    synchronized long leftMillis() {
        return open ? Math.max(0, TimeUnit.NANOSECONDS.toMillis(untilNanos - System.nanoTime())) : 0;
    }
}
