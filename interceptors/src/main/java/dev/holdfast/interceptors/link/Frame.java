package dev.holdfast.interceptors.link;

import java.lang.foreign.MemorySegment;

/**
 * One packet in a slot of native memory, with headroom before it for what any link puts in front: a flyweight that its link
 * uses again and again.
 *
 * <p>{@link #memory()} is the slot and nothing but the slot. All offsets but {@link #ipOffset()} count from the IP header (for
 * ARP: from the ARP packet). Owned by the loop's thread.
 */
public final class Frame {

    public static final int ARP = 0x0806;
    public static final int IPV4 = 0x0800;
    public static final int IPV6 = 0x86dd;

    /** Room for Ethernet and virtio headers, kept a multiple of 64 so that IP headers begin on a cache line. */
    static final int HEADROOM = 128;

    static final int IP_MAX = 65_535 + 40;

    private final MemorySegment memory;
    private final FramePool pool;
    private int ipLength;
    private int etherType;
    private boolean verified;
    private int checksumStart = -1;
    private int checksumOffset;
    private Gso gso = Gso.NONE;
    private int gsoSize;
    private boolean ecn;
    private int headerLength;
    private long sourceMac;

    Frame(MemorySegment memory, FramePool pool) {
        this.memory = memory;
        this.pool = pool;
    }

    public MemorySegment memory() {
        return memory;
    }

    public long ipOffset() {
        return HEADROOM;
    }

    public int ipCapacity() {
        return IP_MAX;
    }

    public int ipLength() {
        return ipLength;
    }

    public void ipLength(int length) {
        if (length < 0 || length > IP_MAX) {
            throw new IllegalArgumentException("a frame holds 0.." + IP_MAX + " bytes, not " + length);
        }
        ipLength = length;
    }

    public int etherType() {
        return etherType;
    }

    /** Whether the transport checksum field holds the sum of the pseudo-header only, and the rest is summed later. */
    public boolean partialChecksum() {
        return checksumStart >= 0;
    }

    /** Where the transport header begins; known of partial checksums only, else -1. */
    public int checksumStart() {
        return checksumStart;
    }

    int checksumOffset() {
        return checksumOffset;
    }

    /** Whether the sender's kernel or the hardware vouches for the checksum; if not, check it before trusting a byte. */
    public boolean checksumVerified() {
        return verified || checksumStart >= 0;
    }

    public Gso gso() {
        return gso;
    }

    /** The payload of each segment that this frame stands for; 0 if it is a single one. */
    public int gsoSize() {
        return gsoSize;
    }

    boolean ecn() {
        return ecn;
    }

    int headerLength() {
        return headerLength;
    }

    /** Who sent it on the wire; 0 where there are no such addresses. */
    public long sourceMac() {
        return sourceMac;
    }

    /** Makes this a single packet whose checksums are all in place. */
    public void plain(int newEtherType, int length) {
        ipLength(length);
        etherType = newEtherType;
        verified = false;
        checksumStart = -1;
        checksumOffset = 0;
        gso = Gso.NONE;
        gsoSize = 0;
        ecn = false;
        headerLength = 0;
        sourceMac = 0;
    }

    /** The checksum at {@code start + offset} holds the pseudo-header's sum: the sum from {@code start} on is still to be added. */
    public void partial(int start, int offset) {
        checksumStart = start;
        checksumOffset = offset;
    }

    /** This is a super-packet of segments with {@code size} payload bytes behind {@code headers} bytes from the IP header on. */
    public void segmented(Gso kind, int size, int headers) {
        gso = size == 0 ? Gso.NONE : kind;
        gsoSize = kind == Gso.NONE ? 0 : size;
        headerLength = headers;
    }

    void congestionBits(boolean present) {
        ecn = present;
    }

    void verified(boolean vouched) {
        verified = vouched;
    }

    void sourceMac(long mac) {
        sourceMac = mac;
    }

    /** Remembers that {@code link} will read this memory until it is flushed. */
    void lendTo(Link link) {
        pool.lendTo(link);
    }
}
