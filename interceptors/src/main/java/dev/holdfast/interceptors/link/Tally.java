package dev.holdfast.interceptors.link;

import dev.holdfast.interceptors.libc.Libc;
import java.util.EnumMap;
import java.util.Map;

/** The running counts of one link; owned by the loop's thread. */
final class Tally {

    private final Map<LinkDrop, Long> dropped = new EnumMap<>(LinkDrop.class);
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

    void drop(LinkDrop reason) {
        drop(reason, 1);
    }

    void drop(LinkDrop reason, long frames) {
        dropped.merge(reason, frames, Long::sum);
    }

    void failed(LinkDrop reason, int errno) {
        lastErrno = errno;
        drop(reason);
    }

    LinkCounters snapshot() {
        String error = lastErrno == 0 ? "" : Libc.describe(lastErrno);
        return new LinkCounters(received, receivedBytes, sent, sentBytes, dropped, error);
    }
}
