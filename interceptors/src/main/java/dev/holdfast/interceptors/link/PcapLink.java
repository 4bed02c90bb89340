package dev.holdfast.interceptors.link;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.pcap4j.core.BpfProgram;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;

/**
 * The portable wire: pcap4j, one frame of at most the MTU per call.
 *
 * <p>No offload of any interface has to be switched off: received super-packets are recognised, and frames above the MTU are cut
 * here. Reading happens in a thread of pcap's, everything else in the loop's, which owns this.
 */
public final class PcapLink implements Link {

    private static final int BATCH = 64;
    private static final int BLANKS = 32;
    private static final int SNAP_LENGTH = Ethernet.HEADER + 65_536;
    private static final int BUFFER_BYTES = 64 << 20;
    private static final int READ_TIMEOUT_MILLIS = 1;

    private final WireSettings settings;
    private final PcapHandle handle;
    private final PcapIntake intake = new PcapIntake();
    private final PcapReader reader;
    private final List<GroupMembership> groups = new ArrayList<>();
    private final FramePool pool = new FramePool(BATCH, BLANKS);
    private final TcpSegmentation segmentation = new TcpSegmentation();
    private final byte[] outgoing;
    private final MemorySegment out;
    private final Tally tally = new Tally();
    private long lostInKernel;
    private long lostAtIntake;
    private long readErrors;

    private PcapLink(WireSettings settings, PcapHandle handle) {
        this.settings = settings;
        this.handle = handle;
        outgoing = new byte[Ethernet.HEADER + settings.nic().mtu()]; // no longer: JNA copies all of it, there and back
        out = MemorySegment.ofArray(outgoing);
        reader = new PcapReader(handle, settings.nic().name(), intake::offer);
    }

    /** Opens it in the network namespace of the calling thread. */
    public static PcapLink open(WireSettings settings) throws IOException {
        try {
            PcapHandle handle = capture(settings);
            handle.setFilter(PcapFilter.of(settings.vips(), settings.mac()), BpfProgram.BpfCompileMode.OPTIMIZE);
            var link = new PcapLink(settings, handle);
            try {
                link.joinGroups();
                return link;
            } catch (IOException e) {
                link.close();
                throw e;
            }
        } catch (PcapNativeException | NotOpenException e) {
            throw new IOException("capture on " + settings.nic().name() + ": " + e.getMessage(), e);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new IOException("libpcap cannot be loaded; is it installed (Debian package libpcap0.8)? " + e, e);
        }
    }

    private static PcapHandle capture(WireSettings settings) throws PcapNativeException {
        boolean foreign = settings.virtualMac() || settings.vips().stream().anyMatch(vip -> vip.v6());
        return new PcapHandle.Builder(settings.nic().name())
                .snaplen(SNAP_LENGTH)
                .promiscuousMode(foreign ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS)
                .timeoutMillis(READ_TIMEOUT_MILLIS)
                .bufferSize(BUFFER_BYTES)
                .immediateMode(true)
                .direction(PcapHandle.PcapDirection.IN)
                .build();
    }

    private void joinGroups() throws IOException {
        for (var vip : settings.vips()) {
            if (vip.v6()) {
                groups.add(GroupMembership.solicitedNode(vip, settings.nic().index()));
            }
        }
    }

    @Override
    public int pollFd() {
        return intake.fd();
    }

    @Override
    public int receive(FrameHandler handler) {
        pool.recall();
        intake.begin();
        int count = 0;
        byte[] bytes;
        while (count < BATCH && (bytes = intake.poll()) != null) {
            Frame frame = pool.received(count++);
            if (accept(frame, bytes)) {
                handler.onFrame(frame);
            }
        }
        intake.end();
        return count;
    }

    private boolean accept(Frame frame, byte[] bytes) {
        int length = bytes.length - Ethernet.HEADER;
        if (length < 0 || length > Frame.IP_MAX) {
            tally.drop(length < 0 ? LinkDrop.SHORT : LinkDrop.TRUNCATED);
            return false;
        }
        int ethernet = Frame.HEADROOM - Ethernet.HEADER;
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, frame.memory(), ethernet, bytes.length);
        frame.plain(Ethernet.etherType(frame.memory(), ethernet), length);
        frame.sourceMac(Ethernet.source(frame.memory(), ethernet));
        if (frame.etherType() != Frame.ARP) {
            UndoneChecksum.recognise(frame, mtu());
        }
        tally.received(length);
        return true;
    }

    @Override
    public Frame blank() {
        return pool.blank();
    }

    /** Sends at once: pcap has no call for several frames. */
    @Override
    public void send(Frame frame, long destinationMac) {
        Ethernet.write(out, 0, destinationMac, settings.mac(), frame.etherType());
        if (frame.ipLength() <= mtu()) {
            UndoneChecksum.complete(frame);
            MemorySegment.copy(frame.memory(), frame.ipOffset(), out, Ethernet.HEADER, frame.ipLength());
            inject(frame.ipLength());
        } else if (segmentation.begin(frame, mtu())) {
            int length;
            while ((length = segmentation.next(out, Ethernet.HEADER)) > 0) {
                inject(length);
            }
        } else {
            tally.drop(LinkDrop.OVERSIZE);
        }
    }

    private void inject(int length) {
        try {
            handle.sendPacket(outgoing, Ethernet.HEADER + length);
            tally.sent(length);
        } catch (PcapNativeException | NotOpenException e) {
            tally.drop(LinkDrop.SEND_ERROR);
        }
    }

    @Override
    public void flush() {
        // nothing is ever queued
    }

    @Override
    public boolean superPackets() {
        return false;
    }

    @Override
    public int mtu() {
        return settings.nic().mtu();
    }

    @Override
    public long mac() {
        return settings.mac();
    }

    @Override
    public LinkCounters counters() {
        try {
            PcapStat statistics = handle.getStats();
            tally.drop(LinkDrop.KERNEL_DROP, statistics.getNumPacketsDropped() - lostInKernel);
            lostInKernel = statistics.getNumPacketsDropped();
        } catch (PcapNativeException | NotOpenException e) {
            tally.drop(LinkDrop.RECEIVE_ERROR);
        }
        tally.drop(LinkDrop.INTAKE_FULL, intake.dropped() - lostAtIntake);
        lostAtIntake = intake.dropped();
        tally.drop(LinkDrop.RECEIVE_ERROR, reader.errors() - readErrors);
        readErrors = reader.errors();
        return tally.snapshot();
    }

    @Override
    public void close() {
        groups.forEach(GroupMembership::close);
        reader.close();
        intake.close();
        pool.close();
    }
}
