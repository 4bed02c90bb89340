package dev.holdfast.protocol.quorum;

/** What a replica's word is worth. */
public enum Voice {
    /** It lost its memory and does not know what it may have promised: it is silent. */
    AMNESIAC,
    /** It holds to whatever it may have promised and takes records, but may lack some that it acknowledged: it does not count. */
    LEARNING,
    /** It counts. */
    VOTING
}
