package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A wire inside the test: what is sent is kept as bytes when it is flushed. */
public final class MemoryLink implements Link {

    /** A frame that left. */
    public record Sent(long destinationMac, int etherType, List<Byte> packet) {
        public byte[] bytes() {
            byte[] bytes = new byte[packet.size()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = packet.get(i);
            }
            return bytes;
        }
    }

    private record Queued(Frame frame, long destinationMac) {}

    private final FramePool pool = new FramePool(1, 4);
    private final long mac;
    private final List<Queued> queue = new ArrayList<>();
    private final List<Sent> sent = new ArrayList<>();

    public MemoryLink(long mac) {
        this.mac = mac;
    }

    /** What has been flushed so far. */
    public List<Sent> sent() {
        return sent;
    }

    /** A frame as if it had just been received. */
    public Frame arriving(int etherType, long sourceMac, byte[] packet) {
        pool.recall();
        Frame frame = pool.received(0);
        frame.plain(etherType, packet.length);
        frame.sourceMac(sourceMac);
        MemorySegment.copy(MemorySegment.ofArray(packet), 0, frame.memory(), frame.ipOffset(), packet.length);
        return frame;
    }

    static byte[] bytes(Frame frame) {
        return frame.memory().asSlice(frame.ipOffset(), frame.ipLength()).toArray(JAVA_BYTE);
    }

    @Override
    public int pollFd() {
        return -1;
    }

    @Override
    public int receive(FrameHandler handler) {
        return 0;
    }

    @Override
    public Frame blank() {
        return pool.blank();
    }

    @Override
    public void send(Frame frame, long destinationMac) {
        queue.add(new Queued(frame, destinationMac));
        frame.lendTo(this);
    }

    @Override
    public void flush() {
        for (Queued entry : queue) {
            List<Byte> packet = new ArrayList<>();
            for (byte part : bytes(entry.frame())) {
                packet.add(part);
            }
            sent.add(new Sent(entry.destinationMac(), entry.frame().etherType(), packet));
        }
        queue.clear();
    }

    @Override
    public boolean superPackets() {
        return true;
    }

    @Override
    public int mtu() {
        return 1500;
    }

    @Override
    public long mac() {
        return mac;
    }

    @Override
    public LinkCounters counters() {
        return new Tally().snapshot();
    }

    @Override
    public void close() {
        pool.close();
    }
}
