package dev.holdfast.persistence.journal;

import dev.holdfast.persistence.journal.RocksKeys.Identity;
import dev.holdfast.persistence.journal.RocksWrite.Append;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.zip.CRC32C;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Puts appends into one native write batch, by way of one buffer outside the heap. Owned by the writer thread. */
final class RocksBatch implements AutoCloseable {

    private static final int BUFFER_BYTES = 2 << 20;

    private final WriteBatch batch = new WriteBatch();
    private final ByteBuffer key = ByteBuffer.allocateDirect(RocksKeys.KEY_BYTES);
    private final IdentityHashMap<RocksHistory, long[]> totals = new IdentityHashMap<>();
    private ByteBuffer value = buffer(BUFFER_BYTES);

    WriteBatch batch() {
        return batch;
    }

    void clear() {
        batch.clear();
        totals.clear();
    }

    void add(Append append, RocksFiles files) throws RocksDBException {
        for (int i = 0; i < append.batch().size(); i++) {
            RocksHistory history = append.histories().get(i);
            long[] before = totals.get(history);
            if (before == null) {
                before = new long[] {history.bytesWritten, history.entriesWritten};
                totals.put(history, before);
                register(history, files);
            }
            Entry entry = append.batch().get(i);
            put(entry, history, before, files);
            before[0] += RocksKeys.size(entry);
            before[1]++;
        }
    }

    private void register(RocksHistory history, RocksFiles files) throws RocksDBException {
        if (!history.registered) {
            batch.put(files.ids, history.idBytes, new Identity(history.number, 0).encoded());
        }
    }

    private void put(Entry entry, RocksHistory history, long[] before, RocksFiles files) throws RocksDBException {
        byte[] header = EntryFormat.header(entry);
        int payloadAt = RocksKeys.TOTALS_BYTES + header.length;
        int length = payloadAt + entry.payload().length();
        ByteBuffer target = room(length);
        target.putLong(before[0]).putLong(before[1]);
        MemorySegment.copy(
                entry.payload().memory(),
                0,
                MemorySegment.ofBuffer(value.clear()),
                payloadAt,
                entry.payload().length());
        CRC32C crc = EntryFormat.beginChecksum(history.idBytes, header);
        crc.update(value.clear().position(payloadAt).limit(length));
        EntryFormat.seal(header, crc);
        value.clear().position(RocksKeys.TOTALS_BYTES).put(header).position(0).limit(length);
        key.clear().putLong(history.number).putLong(entry.sequenceNr()).flip();
        batch.put(files.entries, key, value);
    }

    private ByteBuffer room(int length) {
        if (value.capacity() < length) {
            value = buffer(Math.max(length, 2 * value.capacity()));
        } else if (value.capacity() > 4 * BUFFER_BYTES && length <= BUFFER_BYTES) {
            value = buffer(BUFFER_BYTES);
        }
        return value.clear();
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        batch.close();
    }
}
