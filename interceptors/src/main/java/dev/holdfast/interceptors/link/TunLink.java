package dev.holdfast.interceptors.link;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import java.io.IOException;

/**
 * The server's side: a TUN interface with virtio headers, whose far end is the kernel's own IP.
 *
 * <p>The interface vanishes with this object or the process, and may be moved to another network namespace meanwhile. A write
 * runs the kernel's receive path to its end in our thread, so frames are sent at once and nothing is queued. Owned by the
 * loop's thread.
 */
public final class TunLink implements Link {

    private static final int BATCH = 16;
    private static final int BLANKS = 32;
    private static final int START = Frame.HEADROOM - VirtioHeader.SIZE;
    private static final int RECEIVE_MAX = VirtioHeader.SIZE + Frame.IP_MAX;

    private final String name;
    private final int fd;
    private final int mtu;
    private final FramePool pool = new FramePool(BATCH, BLANKS);
    private final Tally tally = new Tally();

    private TunLink(String name, int fd, int mtu) {
        this.name = name;
        this.fd = fd;
        this.mtu = mtu;
    }

    /** Makes the interface in the namespace of the calling thread; it is down until somebody sets it up with {@code mtu}. */
    public static TunLink open(String name, int mtu) throws IOException {
        return new TunLink(name, TunDevice.open(name), mtu);
    }

    public String name() {
        return name;
    }

    @Override
    public int pollFd() {
        return fd;
    }

    /** @throws IllegalStateException if the interface is gone */
    @Override
    public int receive(FrameHandler handler) {
        pool.recall();
        int count = 0;
        while (count < BATCH) {
            Frame frame = pool.received(count);
            long got = FileCalls.read(fd, frame.memory().asSlice(START), RECEIVE_MAX);
            if (got < 0) {
                stopped(Libc.errno());
                break;
            }
            count++;
            if (accept(frame, (int) got - VirtioHeader.SIZE)) {
                handler.onFrame(frame);
            }
        }
        return count;
    }

    private void stopped(int errno) {
        if (errno != Libc.EAGAIN && errno != Libc.EINTR) {
            tally.failed(LinkDrop.RECEIVE_ERROR, errno);
            throw new IllegalStateException("read from " + name + ": " + Libc.describe(errno));
        }
    }

    private boolean accept(Frame frame, int length) {
        if (length < 1) {
            tally.drop(LinkDrop.SHORT);
            return false;
        }
        int version = frame.memory().get(JAVA_BYTE, Frame.HEADROOM) >>> 4 & 0xf;
        frame.plain(version == 6 ? Frame.IPV6 : Frame.IPV4, length);
        VirtioHeader.read(frame, START, 0);
        tally.received(length);
        return true;
    }

    @Override
    public Frame blank() {
        return pool.blank();
    }

    @Override
    public void send(Frame frame, long destinationMac) {
        VirtioHeader.write(frame, START, 0);
        long length = (long) VirtioHeader.SIZE + frame.ipLength();
        long written = FileCalls.write(fd, frame.memory().asSlice(START), length);
        if (written == length) {
            tally.sent(frame.ipLength());
            return;
        }
        int errno = written < 0 ? Libc.errno() : 0;
        boolean busy = errno == Libc.EAGAIN || errno == Libc.ENOBUFS;
        tally.failed(busy ? LinkDrop.SEND_BUSY : LinkDrop.SEND_ERROR, errno);
    }

    @Override
    public void flush() {
        // nothing is ever queued
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
        FileCalls.close(fd);
        pool.close();
    }
}
