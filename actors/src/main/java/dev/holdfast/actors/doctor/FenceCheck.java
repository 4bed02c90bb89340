package dev.holdfast.actors.doctor;

import java.io.IOException;

/**
 * Whether the kernel can silence an owner whose lease ran out (I9): a fence is built, opened and shut where nobody sees it.
 *
 * @param needed whether a node does not start without; else it is a warning
 * @param attempt at a fence
 */
record FenceCheck(boolean needed, Attempt attempt) implements Check {

    private static final String ADVICE =
            "nftables 1.0 and Linux 5.16 with CONFIG_NETFILTER_EGRESS; or fence = off, and trust the journal alone";

    /** @see dev.holdfast.interceptors.fence.FenceRehearsal */
    @FunctionalInterface
    interface Attempt {
        void run() throws IOException;
    }

    @Override
    public String subject() {
        return "fence";
    }

    @Override
    public Finding look() {
        try {
            attempt.run();
            return new Finding.Fine("nft takes a chain at egress and a lease, and the lease ended by itself");
        } catch (IOException refused) {
            Finding.Failure failure = Finding.Failure.of(refused, ADVICE);
            return needed
                    ? failure
                    : new Finding.Warning(failure.says(), "only a node that shares an address needs it: " + ADVICE);
        }
    }
}
