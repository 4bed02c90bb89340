package dev.holdfast.interceptors.link;

/**
 * Where frames come from and go to: the wire, or the server's own TCP.
 *
 * <p>A frame received from one link may be changed in place and sent once on any link, without a copy; frames lent in this
 * way are flushed by themselves before their memory is used again. Frames larger than the MTU are sent by every link alike: as
 * a super-packet where the kernel takes one, else cut into segments. Owned by the loop's thread; nothing here waits.
 */
public interface Link extends AutoCloseable {

    /** Readable when {@link #receive} has something to do. */
    int pollFd();

    /** Hands over one batch of what has arrived, and gives its size; fewer than a full batch may mean that nothing is left. */
    int receive(FrameHandler handler);

    /** A new outgoing frame of at most {@link Frame#ipCapacity()} bytes, to be filled and sent before the next one is asked for. */
    Frame blank();

    /** Queues or sends {@code frame}; {@code destinationMac} matters on Ethernet only. */
    void send(Frame frame, long destinationMac);

    /** Sends what is queued. */
    void flush();

    /** Whether frames larger than the MTU leave whole (else they are cut in software, which costs more). */
    boolean superPackets();

    /** The largest IP packet that the medium carries. */
    int mtu();

    /** The Ethernet address that frames leave with; 0 where there is none. */
    long mac();

    LinkCounters counters();

    @Override
    void close();
}
