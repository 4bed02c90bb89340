package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.Epoch;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks for a journal until it may write; a word of the last writer that comes late ends the asking, its silence begins it again. */
final class TakesOver implements OwnerListener {

    private final QuorumStore store;
    private final CountDownLatch opened = new CountDownLatch(1);

    private TakesOver(QuorumStore store) {
        this.store = store;
    }

    /** @return the same store, when it may be written */
    static QuorumStore of(QuorumStore store) {
        TakesOver owner = new TakesOver(store);
        store.listen(owner);
        store.takeOver();
        try {
            if (!owner.opened.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("the journal is not opened: " + store.status());
            }
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        return store;
    }

    @Override
    public void opened(Epoch epoch) {
        opened.countDown();
    }

    @Override
    public void leaseUntil(long nanos) {}

    @Override
    public void deposed(Epoch by) {}

    @Override
    public void writerLost() {
        if (opened.getCount() > 0) {
            store.takeOver();
        }
    }
}
