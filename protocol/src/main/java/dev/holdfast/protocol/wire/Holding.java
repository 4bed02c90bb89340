package dev.holdfast.protocol.wire;

/**
 * Counts who still needs a piece of memory that is used again afterwards. Owned by one thread, as is everything that holds.
 */
public interface Holding {

    /** One more needs it. */
    void hold();

    /** One needs it no more; after the last it is used again. */
    void release();
}
