package dev.holdfast.protocol.quorum;

import java.util.HashMap;
import java.util.Map;

/**
 * How a replica that lost its memory finds out what it may have promised: it tells its new life to all, and takes over the highest
 * promise of so many that at least one of them took part in whatever it had promised.
 *
 * <p>Whoever answers after that knows the new life and says so in its own promises, so a candidate never counts the forgotten one.
 * If all have lost their memory at one time, there is nothing left to contradict, and they begin anew: whoever answers while
 * amnesiac, knowing all lives, proves that at the time of the first such answer nobody had a memory.
 */
final class Recollection {

    private record Answer(long life, QuorumMessage.Rejoined said) {}

    private final QuorumSettings settings;
    private final QuorumEffects effects;
    private final Replica own;
    private final Map<String, Answer> answers = new HashMap<>();
    private long askAt = Long.MIN_VALUE;

    Recollection(QuorumSettings settings, QuorumEffects effects, Replica own) {
        this.settings = settings;
        this.effects = effects;
        this.own = own;
    }

    /** @return when to be called again */
    long tick(long now) {
        conclude();
        if (now >= askAt && own.voice() == Voice.AMNESIAC) {
            askAt = now + settings.retryNanos();
            settings.replicas().forEach(this::ask);
        }
        return askAt;
    }

    void ask(String node) {
        if (!node.equals(settings.node())) {
            effects.send(node, new QuorumMessage.Rejoin(own.lives()));
        }
    }

    /** The own replica has learned the lives in {@code said} already. */
    void on(String from, long life, QuorumMessage.Rejoined said) {
        if (said.lives().of(settings.node()) == own.life()) {
            answers.put(from, new Answer(life, said));
            conclude();
        }
    }

    private void conclude() {
        if (own.voice() != Voice.AMNESIAC) {
            return;
        }
        answers.entrySet()
                .removeIf(each -> each.getValue().life() != own.lives().of(each.getKey()));
        int remember = 0;
        int together = 0;
        Epoch highest = Epoch.NONE;
        for (Answer answer : answers.values()) {
            QuorumMessage.Rejoined said = answer.said();
            if (said.founders().of(settings.node()) == own.life()) {
                own.found(said.founders());
                return;
            }
            if (said.amnesiac()) {
                together += said.lives().equals(own.lives()) ? 1 : 0;
            } else {
                remember++;
                highest = said.promised().isAfter(highest) ? said.promised() : highest;
            }
        }
        if (together == settings.replicas().size() - 1) {
            own.found(own.lives());
        } else if (remember > settings.replicas().size() - settings.majority()) {
            own.recollect(highest);
        }
    }
}
