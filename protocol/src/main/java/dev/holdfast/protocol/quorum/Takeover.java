package dev.holdfast.protocol.quorum;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One node's attempt to become the writer: seal an epoch on a majority, then take the furthest log of that majority into its own.
 *
 * <p>A promise counts only if nobody in the majority knows of a later life of the one that gave it (a crash-consistent quorum). The
 * own replica is sealed last, so that an attempt without a majority disturbs nobody. Goes on for ever. Owned by the member's thread.
 */
final class Takeover {

    private record Ballot(long life, QuorumMessage.Promised promised) {}

    private final QuorumSettings settings;
    private final QuorumEffects effects;
    private final Replica own;
    private final GiveWay others;
    private final Map<String, Ballot> votes = new TreeMap<>();
    private final Map<String, Long> askAt = new HashMap<>();
    private Epoch epoch;
    private boolean sealed;
    private @Nullable String furthest;
    private Position goal = Position.START;
    private long fetchAt;
    /** Those that promised let nobody else in for as long as they hear that the candidate lives. */
    private long remindAt;

    private long progressAt;

    Takeover(QuorumSettings settings, QuorumEffects effects, Replica own, GiveWay others) {
        this.settings = settings;
        this.effects = effects;
        this.own = own;
        this.others = others;
        this.epoch = own.promised().next(settings.node());
    }

    Epoch epoch() {
        return epoch;
    }

    /** Whether a majority lets nobody else in: there is no way back to the writer of before. */
    boolean isSealed() {
        return sealed;
    }

    /** Sealed by a majority, and all that may be stable is in the own log. */
    boolean isReady() {
        return sealed && own.promised().equals(epoch) && own.received() >= goal.index();
    }

    /** What the majority promised, without those that lost it since. */
    Map<String, QuorumMessage.Promised> promises() {
        Map<String, QuorumMessage.Promised> promises = new HashMap<>();
        votes.forEach((node, vote) -> promises.put(node, vote.promised()));
        return promises;
    }

    /** @return when to be called again */
    long tick(long now) {
        return sealed ? tickSealed(now) : tickAsking(now);
    }

    private long tickSealed(long now) {
        if (now - progressAt >= settings.leaseNanos()) {
            restart(epoch, now);
            return now + settings.retryNanos();
        }
        if (now >= fetchAt) {
            fetch(now);
        }
        if (now >= remindAt) {
            remindAt = now + settings.retryNanos();
            votes.keySet().forEach(node -> effects.send(node, new QuorumMessage.Seal(epoch)));
        }
        return Math.min(remindAt, fetchAt);
    }

    private long tickAsking(long now) {
        long next = now + settings.retryNanos();
        if (own.voice() != Voice.VOTING || now < others.until()) {
            return Math.max(next, others.until());
        }
        for (String node : settings.replicas()) {
            if (!node.equals(settings.node()) && !votes.containsKey(node)) {
                if (now >= askAt.getOrDefault(node, now)) {
                    askAt.put(node, now + settings.retryNanos());
                    effects.send(node, new QuorumMessage.Seal(epoch));
                }
                next = Math.min(next, askAt.getOrDefault(node, next));
            }
        }
        sealOwn(now);
        return next;
    }

    void askNow(String node) {
        askAt.remove(node);
    }

    void on(String from, long life, QuorumMessage.Promised promised, long now) {
        if (!sealed && promised.epoch().equals(epoch)) {
            votes.put(from, new Ballot(life, promised));
            sealOwn(now);
        }
    }

    void on(String from, QuorumMessage.Refused refused, long now) {
        if (!refused.epoch().equals(epoch)) {
            return;
        }
        if (refused.promised().isAfter(epoch)) {
            giveWay(refused.promised(), now);
        } else if (refused.reason() == QuorumMessage.Reason.LEASED) {
            askAt.put(from, now + Math.min(refused.waitNanos(), settings.retryNanos()));
        }
    }

    /** The node lost its memory: its promise is void, and its log gone. */
    void reborn(String node, long now) {
        votes.remove(node);
        if (sealed && node.equals(furthest)) {
            restart(epoch, now);
        }
    }

    private void restart(Epoch above, long now) {
        epoch = (above.isAfter(own.promised()) ? above : own.promised()).next(settings.node());
        sealed = false;
        furthest = null;
        votes.clear();
        askAt.clear();
        tick(now);
    }

    private void sealOwn(long now) {
        if (sealed || votes.size() + 1 < settings.majority()) {
            return;
        }
        QuorumMessage.@Nullable Refused refusal = own.seal(epoch, now);
        if (refusal == null) {
            sealed = true;
            progressAt = now;
            remindAt = now + settings.retryNanos();
            chooseFurthest(now);
        } else if (refusal.promised().isAfter(epoch)) {
            giveWay(refusal.promised(), now);
        }
    }

    private void giveWay(Epoch other, long now) {
        others.lost(now);
        restart(other, now);
    }

    private void chooseFurthest(long now) {
        own.follow(settings.node(), epoch, now);
        goal = own.log().last();
        for (Map.Entry<String, Ballot> each : votes.entrySet()) {
            Position last = each.getValue().promised().last();
            if (last.reachesBeyond(goal)) {
                goal = last;
                furthest = each.getKey();
            }
        }
        if (furthest == null) {
            own.lead(epoch, now);
        } else {
            fetch(now);
        }
    }

    private void fetch(long now) {
        fetchAt = now + settings.retryNanos();
        if (furthest != null) {
            effects.send(furthest, new QuorumMessage.FetchTail(epoch, own.received()));
        }
    }

    void on(QuorumMessage.Tail tail, long now) {
        if (sealed && tail.epoch().equals(epoch)) {
            long before = own.received();
            own.adopt(tail, now);
            if (own.received() > before) {
                progressAt = now;
                if (!isReady()) {
                    fetch(now);
                }
            }
        }
    }

    /** A part of the state came, which takes the place of the tail's first part. */
    void progressed(long now) {
        progressAt = now;
        fetchAt = now + settings.retryNanos();
    }
}
