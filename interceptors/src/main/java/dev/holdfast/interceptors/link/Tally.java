package dev.holdfast.interceptors.link;

import dev.holdfast.interceptors.libc.Libc;
import java.util.EnumMap;
import java.util.Map;

/** The running counts of one link; owned by the loop's thread. */
final class Tally {

    private static final LinkDrop[] REASONS = LinkDrop.values();

    private final long[] dropped = new long[REASONS.length];
    private long received;
    private long receivedBytes;
    private long sent;
    private long sentBytes;
    private int lastErrno;

    void received(int bytes) {
        received++;
        receivedBytes += bytes;
    }

    void sent(int bytes) {
        sent++;
        sentBytes += bytes;
    }

    void sent(long frames, long bytes) {
        sent += frames;
        sentBytes += bytes;
    }

    void drop(LinkDrop reason) {
        dropped[reason.ordinal()]++;
    }

    void drop(LinkDrop reason, long frames) {
        dropped[reason.ordinal()] += frames;
    }

    void failed(LinkDrop reason, int errno) {
        lastErrno = errno;
        drop(reason);
    }

    LinkCounters snapshot() {
        Map<LinkDrop, Long> byReason = new EnumMap<>(LinkDrop.class);
        for (LinkDrop reason : REASONS) {
            byReason.put(reason, dropped[reason.ordinal()]);
        }
        String error = lastErrno == 0 ? "" : Libc.describe(lastErrno);
        return new LinkCounters(received, receivedBytes, sent, sentBytes, byReason, error);
    }
}
