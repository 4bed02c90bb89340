package dev.holdfast.protocol.recovery;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the connection whose replay kills each new server, so that only that one is given up.
 *
 * <p>After a crash of the server's own making all its connections are replayed at once. If that server dies, too, before it has
 * survived for a while, they are suspects: the next server gets them one after the other, and the one under replay when
 * it dies is blamed. {@code attemptsMax} blames condemn it. Deaths from outside (an operator's SIGKILL) blame nobody.
 *
 * @param <C> the type that names a connection
 */
public final class Quarantine<C> {

    private final int attemptsMax;
    private final Map<C, Integer> blames = new HashMap<>();
    private final Set<C> suspects = new LinkedHashSet<>();
    private final Set<C> unproven = new LinkedHashSet<>();
    private @Nullable C onTrial;

    public Quarantine(int attemptsMax) {
        this.attemptsMax = attemptsMax;
    }

    /** The connections to replay at once into a new server; the others wait for {@link #nextTrial}. */
    public List<C> beginRecovery(Collection<C> all) {
        suspects.retainAll(all);
        blames.keySet().retainAll(all);
        onTrial = null;
        unproven.clear();
        unproven.addAll(all);
        List<C> atOnce = new ArrayList<>(all);
        atOnce.removeAll(suspects);
        return atOnce;
    }

    /** The next suspect to replay, alone, or null if none is left. */
    public @Nullable C nextTrial() {
        onTrial = suspects.stream().filter(unproven::contains).findFirst().orElse(null);
        return onTrial;
    }

    public boolean isSuspect(C connection) {
        return suspects.contains(connection);
    }

    /** {@code connection} is replayed again into the server that goes on. */
    public void retry(C connection) {
        unproven.add(connection);
    }

    public boolean hasSuspects() {
        return !suspects.isEmpty();
    }

    /** The server has lived long enough with what it was given: those are innocent. */
    public void survived() {
        if (onTrial != null) {
            suspects.remove(onTrial);
            blames.remove(onTrial);
            unproven.remove(onTrial);
            onTrial = null;
        } else {
            unproven.retainAll(suspects);
        }
    }

    /**
     * The server died by itself while connections were being brought back.
     *
     * @return the connection to give up, or null
     */
    public @Nullable C serverCrashed() {
        C blamed = onTrial;
        onTrial = null;
        if (blamed == null) {
            suspects.addAll(unproven);
            return null;
        }
        int count = blames.merge(blamed, 1, Integer::sum);
        if (count < attemptsMax) {
            return null;
        }
        forget(blamed);
        return blamed;
    }

    public void forget(C connection) {
        blames.remove(connection);
        suspects.remove(connection);
        unproven.remove(connection);
    }
}
