package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.Epoch;

/** Hears who may write a log, and act for its address. Called on the journal's thread; must not wait. */
public interface OwnerListener {

    /** This node writes now, and everything that was ever stable is in its store. */
    void opened(Epoch epoch);

    /** As the writer: until then, by {@link System#nanoTime}, no other node acts. Only grows while an epoch lasts. */
    void leaseUntil(long nanos);

    /** This node, which wrote or wanted to, gave way, or gave the log up as it was told. */
    void deposed(Epoch by);

    /** No writer was heard of for a lease; once for each silence. */
    void writerLost();
}
