package dev.holdfast.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One of the database's write-ahead logs, read by its format to say where it is damaged: blocks of 32 KiB of records, each a
 * checksum, a length, a kind and its part of a batch; a batch begins with its sequence number and its count (RocksDB wiki, "Write
 * Ahead Log File Format").
 *
 * <p>The database itself takes much of what is wrong in a log's last block for an end that a crash tore off, and drops it. Here an
 * end is torn only if bytes are missing: a record that reaches beyond the file, and whose checksum fits no shorter length. Owned by
 * one thread.
 */
final class WriteAheadLog {

    private static final int BLOCK_BYTES = 32 << 10;
    private static final int HEADER_BYTES = 7;
    private static final int BATCH_HEADER_BYTES = 12;
    private static final int KIND_AT = 6;
    private static final int CHECKSUM_MASK = 0xa282ead8;
    private static final byte FULL = 1;
    private static final byte FIRST = 2;
    private static final byte MIDDLE = 3;
    private static final byte LAST = 4;

    private final Path file;
    private final ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer batchHeader =
            ByteBuffer.allocate(BATCH_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private long blockAt;
    private boolean inBatch;
    private long nextSequence;
    private @Nullable String torn;

    private WriteAheadLog(Path file, long nextSequence) {
        this.file = file;
        this.nextSequence = nextSequence;
    }

    /**
     * Reads all of {@code file}.
     *
     * @param nextSequence of the first batch, or -1 if it may be any
     * @return what the next log must begin with, and where this one is torn
     * @throws JournalDamagedException at the first place that is not what was written
     * @throws IOException also if the file is gone
     */
    static End read(Path file, long nextSequence) throws IOException {
        WriteAheadLog log = new WriteAheadLog(file, nextSequence);
        try (FileChannel channel = FileChannel.open(file)) {
            while (log.fill(channel)) {
                log.readBlock();
                if (log.torn != null || log.block.limit() < BLOCK_BYTES) {
                    break;
                }
                log.blockAt += BLOCK_BYTES;
            }
        }
        if (log.torn == null && log.inBatch) {
            log.torn = log.place(0) + ": the last batch is not complete";
        }
        return new End(log.nextSequence, log.torn);
    }

    /**
     * How a log ends.
     *
     * @param nextSequence that follows its last batch, -1 if there is none
     * @param torn where it breaks off within a record, as a crash of the node leaves it; or null
     */
    record End(long nextSequence, @Nullable String torn) {}

    private boolean fill(FileChannel channel) throws IOException {
        block.clear();
        while (block.hasRemaining() && channel.read(block, blockAt + block.position()) >= 0) {}
        block.flip();
        return block.hasRemaining();
    }

    private void readBlock() {
        int at = 0;
        while (at + HEADER_BYTES <= block.limit() && torn == null) {
            if (isZeroFrom(at)) {
                return;
            }
            at = readRecord(at);
        }
        if (torn == null && at < block.limit() && !isZeroFrom(at)) {
            if (block.limit() == BLOCK_BYTES) {
                throw damaged(at, "the block's end is not empty");
            }
            torn = place(at) + ": a record's header is not complete";
        }
    }

    private boolean isZeroFrom(int at) {
        for (int i = at; i < block.limit(); i++) {
            if (block.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    private int readRecord(int at) {
        int checksum = block.getInt(at);
        int length = Short.toUnsignedInt(block.getShort(at + 4));
        int end = at + HEADER_BYTES + length;
        if (end > BLOCK_BYTES) {
            throw damaged(at, "a record's length of " + length + " bytes leads out of its block");
        }
        if (end > block.limit()) {
            if (fitsShorter(at, checksum)) {
                throw damaged(at, "a record's length is not the one its checksum fits");
            }
            torn = place(at) + ": a record of " + length + " bytes is not complete";
            return end;
        }
        crc.reset();
        crc.update(block.array(), at + KIND_AT, end - at - KIND_AT);
        if (masked() != checksum) {
            throw damaged(at, "the checksum of a record of " + length + " bytes does not match");
        }
        part(at, block.get(at + KIND_AT), length);
        return end;
    }

    private boolean fitsShorter(int at, int checksum) {
        crc.reset();
        for (int i = at + KIND_AT; i < block.limit(); i++) {
            crc.update(block.get(i));
            if (masked() == checksum) {
                return true;
            }
        }
        return false;
    }

    private int masked() {
        return Integer.rotateRight((int) crc.getValue(), 15) + CHECKSUM_MASK;
    }

    private void part(int at, byte kind, int length) {
        boolean begins = kind == FULL || kind == FIRST;
        if (!begins && kind != MIDDLE && kind != LAST) {
            return;
        }
        if (begins == inBatch) {
            throw damaged(at, begins ? "a batch before it is not complete" : "a batch's beginning is missing");
        }
        if (begins) {
            batchHeader.clear();
        }
        inBatch = kind == FIRST || kind == MIDDLE;
        takeBatchHeader(at, length);
    }

    /** It may lie in more than one record. */
    private void takeBatchHeader(int at, int length) {
        if (!batchHeader.hasRemaining()) {
            return;
        }
        batchHeader.put(block.array(), at + HEADER_BYTES, Math.min(length, batchHeader.remaining()));
        if (!batchHeader.hasRemaining()) {
            follow(at, batchHeader.getLong(0), Integer.toUnsignedLong(batchHeader.getInt(8)));
        } else if (!inBatch) {
            throw damaged(at, "a batch is shorter than its header");
        }
    }

    private void follow(int at, long sequence, long count) {
        if (count == 0) {
            return;
        }
        if (nextSequence >= 0 && sequence != nextSequence) {
            throw damaged(at, "write %d follows where %d is due".formatted(sequence, nextSequence));
        }
        nextSequence = sequence + count;
    }

    private String place(int at) {
        return file + ", byte " + (blockAt + at);
    }

    private JournalDamagedException damaged(int at, String what) {
        return new JournalDamagedException(place(at), what);
    }
}
