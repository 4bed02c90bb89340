package dev.holdfast.interceptors.address;

import java.util.List;

/** Whether the kernel serves a virtual address past the wrap. */
public sealed interface BypassResult {

    record Clean() implements BypassResult {}

    /** It does, or would; one sentence for each reason, with what to do. */
    record Bypassed(List<String> reasons) implements BypassResult {
        public Bypassed {
            reasons = List.copyOf(reasons);
        }
    }
}
