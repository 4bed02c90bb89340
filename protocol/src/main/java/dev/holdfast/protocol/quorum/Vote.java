package dev.holdfast.protocol.quorum;

/**
 * What a replica must not forget besides its records.
 *
 * @param voice what its word is worth
 * @param promised every earlier epoch is refused
 * @param lives known of all nodes, its own included
 * @param founders the lives that were all without memory at one time and began the log, if it was there; else none
 */
public record Vote(Voice voice, Epoch promised, Lives lives, Lives founders) {

    public static final Vote NONE = new Vote(Voice.AMNESIAC, Epoch.NONE, Lives.NONE, Lives.NONE);

    Vote promise(Epoch epoch) {
        return epoch.isAfter(promised) ? new Vote(voice, epoch, lives, founders) : this;
    }

    Vote learn(Lives others) {
        Lives merged = lives.merge(others);
        return merged.equals(lives) ? this : new Vote(voice, promised, merged, founders);
    }

    Vote found(Lives together) {
        return new Vote(Voice.VOTING, promised, lives, together);
    }

    Vote with(Voice changed) {
        return new Vote(changed, promised, lives, founders);
    }
}
