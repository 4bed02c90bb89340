package dev.holdfast.testkit;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a model TCP: what may be sent next, what was lost (RFC 5681, RFC 6675 in its simplest form, RFC 6298).
 *
 * <p>Offsets count from the own SYN. Invariant: {@code una <= nxt <= max <= end()}, but for a byte of probe.
 */
final class TcpSender {

    private static final long RTO_MIN = 200 * VirtualTime.MILLI;
    private static final long RTO_MAX = 120 * VirtualTime.SECOND;
    private static final int DUPLICATES = 3;

    /** A piece of the stream to send. */
    record Piece(long offset, int length, boolean fin) {}

    private final int mss;
    private final int segmentMax;
    private final TreeMap<Long, Long> sacked = new TreeMap<>();
    private long una;
    private long nxt = 1;
    private long max = 1;
    private long writeEnd = 1;
    private boolean finQueued;
    private long edge = 1;
    private long wlSeq;
    private long wnd;
    private long cwnd;
    private long ssthresh = Long.MAX_VALUE;
    private int duplicates;
    private long recover = -1;
    private long repaired;
    private long sampleEnd = -1;
    private long sampleTime;
    private long srtt = -1;
    private long rttvar;
    private int backOff;

    TcpSender(int mss, int segmentMax) {
        this.mss = mss;
        this.segmentMax = segmentMax;
        this.cwnd = Math.max(10L * mss, segmentMax);
    }

    long una() {
        return una;
    }

    long max() {
        return max;
    }

    long edge() {
        return edge;
    }

    long writeEnd() {
        return writeEnd;
    }

    boolean finQueued() {
        return finQueued;
    }

    boolean finSent() {
        return finQueued && max > writeEnd;
    }

    boolean finAcked() {
        return finQueued && una > writeEnd;
    }

    boolean allAcked() {
        return una >= max;
    }

    boolean hasUnsent() {
        return max < writeEnd + (finQueued ? 1 : 0);
    }

    int backOff() {
        return backOff;
    }

    void write(int count) {
        writeEnd += count;
    }

    void queueFin() {
        finQueued = true;
    }

    int buffered() {
        return (int) (writeEnd - Math.max(una, 1));
    }

    long rto() {
        long base = srtt < 0 ? 5 * RTO_MIN : Math.max(RTO_MIN, srtt + 4 * rttvar);
        return Math.min(base << Math.min(backOff, 12), RTO_MAX);
    }

    /** The window as the peer last told it (RFC 9293 section 3.10.7.4: SND.WL1). */
    void window(long seq, long ack, long newWnd) {
        if (ack >= una && (ack > una || seq > wlSeq || (seq == wlSeq && newWnd > wnd))) {
            wlSeq = seq;
            wnd = newWnd;
            edge = ack + newWnd;
        }
    }

    boolean zeroWindow() {
        return edge <= una;
    }

    /** Takes a cumulative acknowledgment; true if it is new. */
    boolean acked(long ack, long now) {
        if (ack <= una) {
            return false;
        }
        long count = ack - una;
        una = ack;
        nxt = Math.max(nxt, una);
        while (!sacked.isEmpty() && sacked.firstEntry().getValue() <= una) {
            sacked.pollFirstEntry();
        }
        if (sampleEnd >= 0 && ack >= sampleEnd) {
            sample(now - sampleTime);
            sampleEnd = -1;
        }
        backOff = 0;
        duplicates = 0;
        if (recover >= 0 && una >= recover) {
            recover = -1;
            cwnd = Math.max(ssthresh, 2L * mss);
        } else if (recover < 0) {
            cwnd += cwnd < ssthresh ? count : Math.max(1, mss * count / cwnd);
        }
        return true;
    }

    private void sample(long rtt) {
        if (srtt < 0) {
            srtt = rtt;
            rttvar = rtt / 2;
        } else {
            rttvar += (Math.abs(srtt - rtt) - rttvar) / 4;
            srtt += (rtt - srtt) / 8;
        }
    }

    void sack(long left, long right) {
        if (right > una && left >= una) {
            long from = left;
            long to = right;
            Map.Entry<Long, Long> near = sacked.floorEntry(to);
            while (near != null && near.getValue() >= from) {
                from = Math.min(from, near.getKey());
                to = Math.max(to, near.getValue());
                sacked.remove(near.getKey());
                near = sacked.floorEntry(to);
            }
            sacked.put(from, to);
        }
    }

    /** Counts a duplicate; true if it is the one that means loss. */
    boolean duplicate() {
        if (una >= max || recover >= 0) {
            return false;
        }
        if (++duplicates != DUPLICATES) {
            return false;
        }
        recover = max;
        repaired = una;
        ssthresh = Math.max((max - una) / 2, 2L * mss);
        cwnd = ssthresh + 3L * mss;
        return true;
    }

    boolean recovering() {
        return recover >= 0;
    }

    /** In recovery: the next hole to fill, or null. */
    @Nullable
    Piece hole() {
        long from = skip(Math.max(repaired, una));
        long limit = sacked.isEmpty() ? una + 1 : sacked.lastKey();
        if (from >= max || from >= limit) {
            return null;
        }
        Piece piece = again(from);
        repaired = from + Math.max(piece.length, 1);
        sampleEnd = -1;
        return piece;
    }

    private Piece again(long from) {
        Long stop = sacked.higherKey(from);
        long to = Math.min(Math.min(from + mss, max), stop == null ? Long.MAX_VALUE : stop);
        boolean fin = finQueued && to > writeEnd;
        return new Piece(from, (int) (Math.min(to, writeEnd) - from), fin);
    }

    private long skip(long from) {
        Map.Entry<Long, Long> island = sacked.floorEntry(from);
        return island != null && island.getValue() > from ? island.getValue() : from;
    }

    /** Everything in flight counts as lost. */
    void timedOut() {
        backOff++;
        ssthresh = Math.max((max - una) / 2, 2L * mss);
        cwnd = mss;
        nxt = Math.max(una, 1);
        sacked.clear();
        recover = -1;
        duplicates = 0;
        sampleEnd = -1;
    }

    /** Takes one doubling of the wait back, if there is one. */
    boolean revertBackOff() {
        boolean doubled = backOff > 0;
        backOff = Math.max(0, backOff - 1);
        return doubled;
    }

    void windowOpened() {
        backOff = 0;
    }

    void probed() {
        backOff++;
    }

    /** A byte beyond the window was sent as a probe. */
    void byteProbe(long offset) {
        max = Math.max(max, offset + 1);
    }

    /** What window and congestion allow next, or null; it counts as sent. */
    @Nullable
    Piece next(long now) {
        long from = skip(nxt);
        long limit = Math.min(edge, una + cwnd);
        boolean again = from < max;
        long most = again ? again(from).length : segmentMax;
        int length = (int) Math.max(0, Math.min(Math.min(most, writeEnd - from), limit - from));
        boolean fin = finQueued && from + length == writeEnd && from + length < limit;
        boolean silly = length < mss && from + length < writeEnd && una < nxt && !again;
        if ((length == 0 && !fin) || silly) {
            return null;
        }
        nxt = from + length + (fin ? 1 : 0);
        if (nxt > max && sampleEnd < 0 && !again) {
            sampleEnd = nxt;
            sampleTime = now;
        }
        max = Math.max(max, nxt);
        return new Piece(from, length, fin);
    }
}
