package dev.holdfast.protocol.quorum;

/** Takes the whole state from another replica, part by part in order; the latest transfer counts. Owned by the member's thread. */
final class StateIntake {

    private final QuorumEffects effects;
    private final Replica own;
    private Epoch epoch = Epoch.NONE;
    private String from = "";
    private long transfer;
    private int next;

    StateIntake(QuorumEffects effects, Replica own) {
        this.effects = effects;
        this.own = own;
    }

    /** @return whether it was the part that was waited for */
    boolean on(String sender, QuorumMessage.StateChunk part, long now) {
        if (own.voice() == Voice.AMNESIAC || !own.follow(sender, part.epoch(), now)) {
            return false;
        }
        if (part.position().index() <= own.committed()) {
            effects.send(sender, new QuorumMessage.StateTaken(part.epoch(), part.transfer(), Integer.MAX_VALUE));
            return false;
        }
        if (!isKnown(sender, part)) {
            begin(sender, part);
        }
        if (part.transfer() != transfer) {
            return false;
        }
        boolean awaited = part.number() == next;
        if (awaited) {
            take(part);
        }
        effects.send(sender, new QuorumMessage.StateTaken(part.epoch(), part.transfer(), next));
        return awaited;
    }

    private boolean isKnown(String sender, QuorumMessage.StateChunk part) {
        return sender.equals(from) && part.epoch().equals(epoch) && part.transfer() <= transfer;
    }

    private void begin(String sender, QuorumMessage.StateChunk part) {
        from = sender;
        epoch = part.epoch();
        transfer = part.transfer();
        next = 0;
        effects.beginRestore();
    }

    private void take(QuorumMessage.StateChunk part) {
        next++;
        if (!part.payload().isEmpty()) {
            effects.restore(part.payload());
        }
        if (part.last()) {
            effects.endRestore(part.position());
            own.restored(part.position());
        }
    }
}
