package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.journal.JournalStats.State;
import dev.holdfast.persistence.journal.RocksKeys.Identity;
import dev.holdfast.persistence.journal.RocksWrite.Append;
import dev.holdfast.persistence.journal.RocksWrite.Delete;
import dev.holdfast.persistence.journal.RocksWrite.Forget;
import java.util.ArrayList;
import java.util.List;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes: whatever has gathered while one write was under way goes into the next one (group commit).
 *
 * <p>Before a group it makes sure that the disk has room for it and for what is still to be flushed, so that the database never
 * runs into a full disk by itself; should it do so all the same, it is opened anew and what had failed is erased.
 */
final class RocksWriter implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(RocksWriter.class);
    private static final long POLL_MILLIS = 200;

    private final RocksDatabase database;
    private final RocksLedger ledger;
    private final Room room;
    private final long groupBytesMax;
    private final RocksBatch batch = new RocksBatch();
    private final List<RocksWrite> suspects = new ArrayList<>();
    private boolean deletedSinceCompaction;

    RocksWriter(RocksDatabase database, RocksLedger ledger, Room room, long groupBytesMax) {
        this.database = database;
        this.ledger = ledger;
        this.room = room;
        this.groupBytesMax = groupBytesMax;
    }

    @Override
    public void run() {
        try (batch) {
            List<RocksWrite> group = ledger.take(groupBytesMax, POLL_MILLIS);
            while (!group.isEmpty() || room.state() != State.CLOSED) {
                handle(group);
                group = ledger.take(groupBytesMax, POLL_MILLIS);
            }
        } catch (InterruptedException | RuntimeException | Error fault) {
            LOG.error("the journal's writer ended; nothing more is taken", fault);
            room.failed();
            ledger.failAll(new JournalException("the journal's writer ended", fault));
        }
    }

    private void handle(List<RocksWrite> group) {
        if (group.isEmpty()) {
            watchDisk();
            return;
        }
        if (!database.isOpen()) {
            ledger.failed(group, new JournalFullException("the disk is full"));
            return;
        }
        try {
            List<Append> appends = group.stream()
                    .filter(Append.class::isInstance)
                    .map(Append.class::cast)
                    .toList();
            if (appends.isEmpty()) {
                remove(group);
            } else {
                append(admitted(appends));
            }
        } catch (RocksDBException fault) {
            fail(group, fault);
        } catch (RuntimeException | Error bug) {
            ledger.failed(undone(group), new JournalException("the journal's writer failed", bug));
            throw bug;
        }
    }

    private static List<RocksWrite> undone(List<RocksWrite> group) {
        return group.stream().filter(write -> !write.done().isDone()).toList();
    }

    /** The appends that the disk has room for; the others have failed. */
    private List<Append> admitted(List<Append> appends) {
        long bytes = appends.stream().mapToLong(Append::bytes).sum();
        if (database.diskHasRoom(bytes)) {
            return appends;
        }
        ledger.diskTight(true);
        List<Append> ordinary =
                appends.stream().filter(append -> !append.mayUseReserve()).toList();
        ledger.failed(ordinary, new JournalFullException("the disk is full"));
        return appends.stream()
                .filter(append -> !append.done().isCompletedExceptionally())
                .toList();
    }

    private void append(List<Append> appends) throws RocksDBException {
        RocksFiles files = database.files();
        batch.clear();
        for (Append append : appends) {
            batch.add(append, files);
        }
        files.db.write(files.writeOptions, batch.batch());
        ledger.appended(appends);
    }

    private void remove(List<RocksWrite> group) throws RocksDBException {
        for (RocksWrite write : group) {
            switch (write) {
                case Delete(RocksHistory history, long toSequenceNr, var _) -> delete(history, toSequenceNr);
                case Forget(RocksHistory history, var _) -> forget(history);
                case Append _ -> throw new AssertionError("groups are of one sort");
            }
            write.done().complete(null);
        }
        deletedSinceCompaction = true;
        watchDisk();
    }

    private void delete(RocksHistory history, long toSequenceNr) throws RocksDBException {
        RocksFiles files = database.files();
        byte[] firstLeft = toSequenceNr >= history.highest ? null : database.firstFrom(history, toSequenceNr + 1);
        try (WriteBatch removal = new WriteBatch()) {
            removal.deleteRange(
                    files.entries, RocksKeys.key(history.number, 0), RocksKeys.after(history.number, toSequenceNr));
            removal.put(files.ids, history.idBytes, new Identity(history.number, history.highest).encoded());
            files.db.write(files.writeOptions, removal);
        }
        if (firstLeft == null) {
            ledger.deleted(history, history.bytesWritten, history.entriesWritten);
        } else {
            ledger.deleted(history, RocksKeys.bytesBefore(firstLeft), RocksKeys.entriesBefore(firstLeft));
        }
    }

    private void forget(RocksHistory history) throws RocksDBException {
        RocksFiles files = database.files();
        try (WriteBatch removal = new WriteBatch()) {
            removal.deleteRange(files.entries, RocksKeys.key(history.number, 0), RocksKeys.key(history.number + 1, 0));
            removal.delete(files.ids, history.idBytes);
            files.db.write(files.writeOptions, removal);
        }
        ledger.deleted(history, history.bytesWritten, history.entriesWritten);
    }

    private void fail(List<RocksWrite> group, RocksDBException fault) {
        List<RocksWrite> undone = undone(group);
        if (RocksFiles.isNoSpace(fault)) {
            LOG.warn("the journal's disk is full: {}", fault.getMessage());
            ledger.diskTight(true);
            database.close();
            suspects.addAll(undone);
            ledger.failed(undone, new JournalFullException("the disk is full"));
        } else {
            LOG.error("the journal cannot be written any more", fault);
            room.failed();
            JournalException why = new JournalException("the journal cannot be written: " + fault.getMessage(), fault);
            ledger.failed(undone, why);
            ledger.failAll(why);
        }
    }

    private void watchDisk() {
        if (room.state() != State.FULL) {
            return;
        }
        try {
            if (database.diskHasRoom(groupBytesMax)) {
                if (!database.isOpen()) {
                    database.reopen();
                    eraseFailed();
                }
                ledger.diskTight(false);
            } else if (deletedSinceCompaction && database.isOpen()) {
                deletedSinceCompaction = false;
                database.files().compact();
            }
        } catch (JournalException | RocksDBException stillFull) {
            LOG.warn("the journal's disk is still full: {}", stillFull.getMessage());
            database.close();
        }
    }

    /** What failed may have reached the log all the same; whoever wrote it was told that it did not. */
    private void eraseFailed() throws RocksDBException {
        RocksFiles files = database.files();
        for (RocksWrite write : suspects) {
            if (write instanceof Append append) {
                for (RocksHistory history : append.histories()) {
                    files.db.deleteRange(
                            files.entries,
                            files.writeOptions,
                            RocksKeys.after(history.number, history.highest),
                            RocksKeys.key(history.number + 1, 0));
                }
            }
        }
        suspects.clear();
    }
}
