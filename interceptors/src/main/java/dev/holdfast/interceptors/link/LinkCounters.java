package dev.holdfast.interceptors.link;

import java.util.Map;

/** What a link has done since it was opened; {@code dropped} has the reasons that occurred, {@code lastError} is the last one's text. */
public record LinkCounters(
        long received, long receivedBytes, long sent, long sentBytes, Map<LinkDrop, Long> dropped, String lastError) {

    public LinkCounters {
        dropped = Map.copyOf(dropped);
    }

    public long dropped(LinkDrop reason) {
        return dropped.getOrDefault(reason, 0L);
    }
}
