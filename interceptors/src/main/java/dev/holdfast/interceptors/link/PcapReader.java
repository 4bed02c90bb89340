package dev.holdfast.interceptors.link;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.RawPacketListener;

/**
 * The thread in which pcap's capture loop runs, since pcap4j offers no descriptor to poll; it only passes frames on.
 *
 * <p>One callback object for its whole life: JNA makes native code for each.
 */
final class PcapReader implements AutoCloseable {

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final PcapHandle handle;
    private final AtomicLong errors = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;

    PcapReader(PcapHandle handle, String interfaceName, RawPacketListener listener) {
        this.handle = handle;
        thread = Thread.ofPlatform().daemon().name("pcap-" + interfaceName).unstarted(() -> read(listener));
        thread.start();
    }

    /** How often the capture loop ended with an error, for example because the interface was down. */
    long errors() {
        return errors.get();
    }

    private void read(RawPacketListener listener) {
        while (!closing) {
            try {
                handle.loop(-1, listener);
            } catch (InterruptedException brokenOff) {
                // close() breaks the loop off like this
            } catch (PcapNativeException e) {
                errors.incrementAndGet();
                LockSupport.parkNanos(RETRY_NANOS);
            } catch (NotOpenException e) {
                return;
            }
        }
    }

    /** Ends the thread, then the handle. */
    @Override
    public void close() {
        closing = true;
        try {
            while (thread.isAlive()) {
                handle.breakLoop();
                LockSupport.unpark(thread);
                thread.join(10);
            }
        } catch (NotOpenException alreadyClosed) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        handle.close();
    }
}
