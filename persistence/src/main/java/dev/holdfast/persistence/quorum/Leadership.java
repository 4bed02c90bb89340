package dev.holdfast.persistence.quorum;

/** Who writes a log: one node at a time. Safe for any thread. */
public interface Leadership {

    /** Asks for the log, until it is given or another node has it: the {@link OwnerListener} hears. */
    void takeOver();

    /** Gives the log up; the caller has ceased to act already. */
    void stepDown();

    /** As this node sees it. */
    LogStatus status();
}
