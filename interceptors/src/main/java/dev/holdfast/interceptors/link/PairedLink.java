package dev.holdfast.interceptors.link;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A link without a network: what one end sends the other receives, in order and without loss, up to {@value #QUEUE_MAX} frames
 * that wait (further ones are dropped and counted). Owned by one thread, both ends alike.
 */
public final class PairedLink implements Link {

    private static final int QUEUE_MAX = 4096;
    private static final int BATCH = 16;
    private static final int BLANKS = 32;

    private record Waiting(int etherType, MemorySegment packet) {}

    /** Both ends. */
    public record Pair(PairedLink one, PairedLink other) implements AutoCloseable {
        @Override
        public void close() {
            one.close();
            other.close();
        }
    }

    private final int mtu;
    private final FramePool pool = new FramePool(BATCH, BLANKS);
    private final Deque<Waiting> arrived = new ArrayDeque<>();
    private final Tally tally = new Tally();
    private PairedLink far = this;

    private PairedLink(int mtu) {
        this.mtu = mtu;
    }

    /** @param mtu the largest IP packet that is no super-packet, bytes */
    public static Pair pair(int mtu) {
        PairedLink one = new PairedLink(mtu);
        PairedLink other = new PairedLink(mtu);
        one.far = other;
        other.far = one;
        return new Pair(one, other);
    }

    /** None: whoever sent to it knows that there is something. */
    @Override
    public int pollFd() {
        return -1;
    }

    @Override
    public int receive(FrameHandler handler) {
        pool.recall();
        int count = 0;
        for (; count < BATCH && !arrived.isEmpty(); count++) {
            Waiting next = arrived.removeFirst();
            Frame frame = pool.received(count);
            int length = (int) next.packet.byteSize();
            MemorySegment.copy(next.packet, 0, frame.memory(), frame.ipOffset(), length);
            frame.plain(next.etherType, length);
            frame.verified(true);
            tally.received(length);
            handler.onFrame(frame);
        }
        return count;
    }

    @Override
    public Frame blank() {
        return pool.blank();
    }

    @Override
    public void send(Frame frame, long destinationMac) {
        if (far.arrived.size() == QUEUE_MAX) {
            tally.drop(LinkDrop.SEND_BUSY);
            return;
        }
        byte[] packet =
                frame.memory().asSlice(frame.ipOffset(), frame.ipLength()).toArray(ValueLayout.JAVA_BYTE);
        far.arrived.add(new Waiting(frame.etherType(), MemorySegment.ofArray(packet)));
        tally.sent(packet.length);
    }

    @Override
    public void flush() {
        // nothing is kept back
    }

    @Override
    public boolean superPackets() {
        return true;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public long mac() {
        return 0;
    }

    @Override
    public LinkCounters counters() {
        return tally.snapshot();
    }

    @Override
    public void close() {
        pool.close();
    }
}
