package dev.holdfast.actors.service;

import dev.holdfast.interceptors.loop.Cancellable;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.path.ConnectionDriver;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.recovery.Quarantine;
import dev.holdfast.protocol.southside.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a service's connections to a new server: all at once, but those that may have killed the last one after each other.
 *
 * <p>Owned by the loop's thread.
 */
final class ConnectionRescue {

    /** A server that lives this long with what it was given was not killed by it. */
    private static final long PROOF_NANOS = 200_000_000;

    /** A suspect that is not live by then goes on in its own time while the next one is tried. */
    private static final long TRIAL_NANOS = 3_000_000_000L;

    private final EventLoop loop;
    private final Quarantine<ConnectionId> quarantine;
    private final BiConsumer<ConnectionDriver, Integer> onCondemned;
    private final int attemptsMax;
    private final Map<ConnectionId, ConnectionDriver> waiting = new HashMap<>();
    private @Nullable ConnectionDriver onTrial;
    private @Nullable Cancellable proof;
    private int incarnation;
    private long trialSinceNanos;

    ConnectionRescue(EventLoop loop, int attemptsMax, BiConsumer<ConnectionDriver, Integer> onCondemned) {
        this.loop = loop;
        this.attemptsMax = attemptsMax;
        this.quarantine = new Quarantine<>(attemptsMax);
        this.onCondemned = onCondemned;
    }

    /** A server listens: {@code all} are to be brought to it. */
    void begin(List<ConnectionDriver> all, int newIncarnation) {
        incarnation = newIncarnation;
        waiting.clear();
        onTrial = null;
        all.forEach(driver -> waiting.put(driver.id(), driver));
        for (ConnectionId id : quarantine.beginRecovery(List.copyOf(waiting.keySet()))) {
            ConnectionDriver driver = waiting.remove(id);
            if (driver != null) {
                driver.startRecovery(incarnation);
            }
        }
        proveLater();
    }

    /** One connection lost its server while the service as a whole goes on: a worker process died. */
    void lost(ConnectionDriver driver) {
        if (quarantine.isSuspect(driver.id())) {
            waiting.put(driver.id(), driver);
            proveLater();
        } else {
            quarantine.retry(driver.id());
            driver.startRecovery(incarnation);
            proveLater();
        }
    }

    /** A process of the server died of its own doing. */
    void crashed() {
        cancelProof();
        ConnectionDriver accused = onTrial;
        onTrial = null;
        ConnectionId condemned = quarantine.serverCrashed();
        if (condemned != null && accused != null) {
            waiting.remove(condemned);
            onCondemned.accept(accused, attemptsMax);
        }
    }

    void stop() {
        cancelProof();
        onTrial = null;
    }

    private void proveLater() {
        if (proof == null) {
            proof = loop.schedule(PROOF_NANOS, this::prove);
        }
    }

    private void prove() {
        proof = null;
        ConnectionDriver tried = onTrial;
        boolean undecided = tried != null && isRecovering(tried) && loop.nanoTime() - trialSinceNanos < TRIAL_NANOS;
        if (!undecided) {
            quarantine.survived();
            onTrial = null;
            nextTrial();
        }
        if (onTrial != null) {
            proveLater();
        }
    }

    private static boolean isRecovering(ConnectionDriver driver) {
        return switch (driver.wrap().phase()) {
            case DOWN, HANDSHAKE, REPLAY -> true;
            case OPENING, LIVE, ENDED -> false;
        };
    }

    private void nextTrial() {
        for (ConnectionId next = quarantine.nextTrial(); next != null; next = quarantine.nextTrial()) {
            ConnectionDriver driver = waiting.remove(next);
            if (driver != null && driver.wrap().phase() != Phase.ENDED) {
                onTrial = driver;
                trialSinceNanos = loop.nanoTime();
                driver.startRecovery(incarnation);
                return;
            }
            quarantine.forget(next);
        }
        List<ConnectionDriver> rest = new ArrayList<>(waiting.values());
        waiting.clear();
        rest.forEach(driver -> driver.startRecovery(incarnation));
    }

    private void cancelProof() {
        if (proof != null) {
            proof.cancel();
            proof = null;
        }
    }
}
