package dev.holdfast.interceptors.fence;

import dev.holdfast.interceptors.address.VipClaims;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.host.ThreadPriority;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a host silent for virtual addresses except while it holds their lease, in the kernel (I9).
 *
 * <p>Armed it is shut; {@link #grant} opens it until an instant, {@link #renew} puts that instant off, and when it passes the kernel
 * shuts it, whatever has become of this process. A renewal that comes too late is refused by the kernel, so a process that was
 * frozen cannot revive a lease that it lost.
 *
 * <p>An instant is one of {@link System#nanoTime}; the kernel is told how long that is from now. A process that is frozen between
 * the two holds the lease longer by that time, at most until the renewed one would have ended; it is corrected as soon as the
 * process runs again, and the journal refuses the old owner all the same (I8). Methods may be called by any thread and do not
 * wait; the kernel is called on a thread of the fence's own.
 */
public final class KernelFence implements Fence, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KernelFence.class);
    private static final long MILLI = 1_000_000;
    private static final long SLOW_NANOS = 10 * MILLI;
    private static final long NOTHING = Long.MIN_VALUE;

    private final FenceRules rules;
    private final Closeable installed;
    private final Runnable onExpired;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("holdfast-fence").daemon().factory());

    /** The newest instant asked for and not yet given to the kernel. */
    private final AtomicLong renewal = new AtomicLong(NOTHING);

    private final Nftables kernel;

    /** On the fence's thread: whether the kernel has a lease of ours, as far as we know. */
    private boolean granted;

    private KernelFence(FenceRules rules, Closeable installed, Runnable onExpired) throws IOException {
        this.rules = rules;
        this.installed = installed;
        this.onExpired = onExpired;
        this.kernel = onThread(Nftables::open);
    }

    /**
     * Shuts the interface for {@code vips}; to be done before they are placed in the host. In the calling thread's network namespace.
     *
     * @param stateDir where the claims' undo files are, so that a killed node's fence is removed when the next one starts
     * @param onExpired called on the fence's thread when there was nothing to renew any more: the addresses are silent now
     * @throws IOException if the packet filter cannot be changed: no rights, or no nftables
     */
    public static KernelFence arm(Path stateDir, Nic nic, List<IpAddress> vips, Runnable onExpired) throws IOException {
        var rules = new FenceRules(nic.name(), List.copyOf(vips));
        Closeable installed = new VipClaims(stateDir).filter(rules.table(), rules.install());
        try {
            return new KernelFence(rules, installed, onExpired);
        } catch (IOException | RuntimeException failed) {
            installed.close();
            throw failed;
        }
    }

    @Override
    public CompletionStage<Void> grant(long untilNanos) {
        return queue(() -> {
            kernel.run(rules.revoke());
            long millis = millisUntil(untilNanos);
            granted = false;
            if (millis > 0 && !opens(millis)) {
                throw new CompletionException(new IOException("the kernel refused the lease: " + kernel.error()));
            }
            granted = millis > 0 && staysRight(untilNanos, millis);
            if (!granted) {
                throw new CompletionException(new IOException("the lease has passed already"));
            }
        });
    }

    /** The table may be gone: whoever loads the host's own packet filter anew flushes all others, ours included. */
    private boolean opens(long millis) {
        if (kernel.run(rules.grant(millis))) {
            return true;
        }
        String why = kernel.error();
        boolean rebuilt = kernel.run(rules.replace() + rules.grant(millis));
        LOG.warn("the fence of {} was {}: {}", rules.vips(), rebuilt ? "gone, and is there again" : "refused", why);
        return rebuilt;
    }

    /** Of several renewals that wait the newest counts. */
    @Override
    public void renew(long untilNanos) {
        long before =
                renewal.getAndUpdate(waiting -> waiting == NOTHING || untilNanos - waiting > 0 ? untilNanos : waiting);
        if (before == NOTHING) {
            var _ = queue(this::renewNow);
        }
    }

    @Override
    public CompletionStage<Void> revoke() {
        renewal.set(NOTHING);
        return queue(this::revokeNow);
    }

    private void renewNow() {
        long until = renewal.getAndSet(NOTHING);
        long millis = until == NOTHING ? 0 : millisUntil(until);
        if (millis <= 0) {
            return;
        }
        if (granted && !(kernel.run(rules.renew(millis)) && staysRight(until, millis))) {
            LOG.warn("the lease of {} has run out: {}", rules.vips(), kernel.error());
            granted = false;
        }
        if (!granted) {
            onExpired.run();
        }
    }

    /**
     * The kernel counts {@code millis} from when it was called: if that was much later than when they were computed, it is told anew.
     *
     * @return whether the lease lives
     */
    private boolean staysRight(long until, long millis) {
        if (until - System.nanoTime() >= millis * MILLI - SLOW_NANOS) {
            return true;
        }
        long left = millisUntil(until);
        if (left > 0) {
            return kernel.run(rules.renew(left));
        }
        kernel.run(rules.revoke());
        return false;
    }

    private void revokeNow() {
        granted = false;
        kernel.run(rules.revoke());
    }

    private static long millisUntil(long untilNanos) {
        return (untilNanos - System.nanoTime()) / MILLI;
    }

    private CompletableFuture<Void> queue(Runnable step) {
        try {
            return CompletableFuture.runAsync(step, thread);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(new IOException("the fence is closed", closed));
        }
    }

    private Nftables onThread(Opening opening) throws IOException {
        try {
            return CompletableFuture.supplyAsync(() -> opened(opening), thread).join();
        } catch (CompletionException failed) {
            thread.shutdown();
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        }
    }

    private interface Opening {
        Nftables open() throws IOException;
    }

    private static Nftables opened(Opening opening) {
        // a renewal that waits for a processor until the lease has run out is a pause of the service
        ThreadPriority.preferIfPermitted("the fence's thread");
        try {
            return opening.open();
        } catch (IOException failed) {
            throw new CompletionException(failed);
        }
    }

    /** Shuts the fence and removes it from the host: only after the addresses have left it. */
    @Override
    public void close() throws IOException {
        var _ = queue(() -> {
            revokeNow();
            kernel.close();
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.error("the fence of {} did not stop", rules.vips());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        installed.close();
    }
}
