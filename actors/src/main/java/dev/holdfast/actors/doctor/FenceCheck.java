package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.fence.FenceRehearsal;
import java.io.IOException;

/** Whether the kernel can silence an owner whose lease ran out (I9): a fence is built, opened and shut where nobody sees it. */
record FenceCheck() implements Check {

    @Override
    public String subject() {
        return "fence";
    }

    @Override
    public Finding look() {
        try {
            FenceRehearsal.attempt();
            return new Finding.Fine("nft takes a chain at egress and a lease that ends");
        } catch (IOException refused) {
            return Finding.Failure.of(
                    refused,
                    "nftables 1.0 and Linux 5.16 with CONFIG_NETFILTER_EGRESS; or fence = off, and trust the journal alone");
        }
    }
}
