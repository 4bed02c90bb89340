package dev.holdfast.testkit;

import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpOptions.SackBlock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a model TCP: reassembly, window, selective acknowledgment (RFC 9293 section 3.10.7.4, RFC 2018, RFC 2883).
 *
 * <p>Offsets count from the peer's SYN. The right edge never moves left.
 */
final class TcpReceiver {

    private static final long NONE = Long.MAX_VALUE;

    private final int bufferMax;
    private final TreeMap<Long, Long> islands = new TreeMap<>();
    private long nxt = 1;
    private long wup = 1;
    private long edge;
    private long read = 1;
    private long finOffset = NONE;
    private long lastTouched;
    private @Nullable SackAsOffsets repeated;

    private record SackAsOffsets(long left, long right) {}

    TcpReceiver(int bufferMax) {
        this.bufferMax = bufferMax;
        this.edge = 1L + Math.min(bufferMax, 0xffff);
    }

    long nxt() {
        return nxt;
    }

    /** What was expected when something was last sent: older numbers are unacceptable (Linux: rcv_wup). */
    long wup() {
        return wup;
    }

    long edge() {
        return edge;
    }

    boolean finReceived() {
        return nxt > finOffset;
    }

    int unread() {
        return (int) ((finReceived() ? finOffset : nxt) - read);
    }

    void consume(int count) {
        read += count;
    }

    /** Takes what is new and within the window; true if the sender should be answered at once. */
    boolean take(long offset, int length, boolean fin) {
        boolean whole = offset + length <= edge;
        long end = whole ? offset + length + (fin ? 1 : 0) : edge;
        if (fin && whole) {
            finOffset = offset + length;
        }
        boolean inOrder = offset <= nxt && islands.isEmpty();
        if (end <= nxt || covered(offset, end)) {
            if (length > 0 && whole) {
                repeated = new SackAsOffsets(offset, offset + length);
            }
        } else {
            add(Math.max(offset, nxt), end);
        }
        return !inOrder || fin || repeated != null || !whole;
    }

    /** Bytes that came before, to be reported as such (RFC 2883). */
    void repeated(long offset, int length) {
        if (offset >= 1 && offset + length <= nxt) {
            repeated = new SackAsOffsets(offset, offset + length);
        }
    }

    private boolean covered(long from, long to) {
        Map.Entry<Long, Long> island = islands.floorEntry(from);
        return island != null && island.getValue() >= to;
    }

    private void add(long from, long to) {
        long left = from;
        long right = to;
        Map.Entry<Long, Long> near = islands.floorEntry(right);
        while (near != null && near.getValue() >= left) {
            left = Math.min(left, near.getKey());
            right = Math.max(right, near.getValue());
            islands.remove(near.getKey());
            near = islands.floorEntry(right);
        }
        if (left <= nxt) {
            nxt = right;
        } else {
            islands.put(left, right);
            lastTouched = left;
        }
    }

    /** How many bytes the right edge could move if the window were told now. */
    long windowGain() {
        return nxt + bufferMax - unread() - edge;
    }

    /** The window field to send, and from now on the edge that was told. */
    int tell(int shift) {
        wup = nxt;
        long room = Math.max(nxt + bufferMax - unread(), edge) - nxt;
        long field = room >> shift;
        if (nxt + (field << shift) < edge) {
            field++;
        }
        field = Math.min(field, 0xffff);
        edge = Math.max(edge, nxt + (field << shift));
        return (int) field;
    }

    /** The blocks to report; the first may be a repetition (RFC 2883). */
    List<SackBlock> sack(SeqNum irs, int blocksMax) {
        if (islands.isEmpty() && repeated == null) {
            return List.of();
        }
        List<SackBlock> blocks = new ArrayList<>();
        if (repeated != null) {
            blocks.add(block(irs, repeated.left, repeated.right));
            repeated = null;
        }
        long first = lastTouched;
        Long firstEnd = islands.get(first);
        if (firstEnd != null) {
            blocks.add(block(irs, first, firstEnd));
        }
        for (Map.Entry<Long, Long> island : islands.descendingMap().entrySet()) {
            if (blocks.size() < blocksMax && island.getKey() != first) {
                blocks.add(block(irs, island.getKey(), island.getValue()));
            }
        }
        return blocks.size() > blocksMax ? blocks.subList(0, blocksMax) : blocks;
    }

    private static SackBlock block(SeqNum irs, long left, long right) {
        return new SackBlock(SeqNum.atOffset(irs, left), SeqNum.atOffset(irs, right));
    }
}
