package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.EncodedEntry;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.protocol.wire.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a record of the log does to a store; a record holds several. Big-endian but for the entries, which are as in every store.
 *
 * <pre>
 *   format version (1)                                                        u8
 *   then each: kind (1 entry, 2 delete, 3 forget)                             u8
 *              persistence id's length, persistence id (UTF-8)                u16, bytes
 *              entry: its length and itself   delete: last sequence number    u32, bytes | u64
 * </pre>
 */
sealed interface StoreOperation {

    String persistenceId();

    /** @param bytes the entry's if it came as bytes, else null */
    record Append(Entry entry, @Nullable Payload bytes) implements StoreOperation {
        Append(Entry entry) {
            this(entry, null);
        }

        Append(EncodedEntry encoded) {
            this(encoded.entry(), encoded.bytes());
        }

        EncodedEntry encoded() {
            return new EncodedEntry(entry, Objects.requireNonNull(bytes));
        }

        @Override
        public String persistenceId() {
            return entry.persistenceId();
        }
    }

    /** @param toSequenceNr inclusive */
    record Delete(String persistenceId, long toSequenceNr) implements StoreOperation {}

    record Forget(String persistenceId) implements StoreOperation {}

    /** More than what an operation takes besides its entry and id. */
    int OVERHEAD = 16;

    byte VERSION = 1;

    private byte kind() {
        return switch (this) {
            case Append _ -> 1;
            case Delete _ -> 2;
            case Forget _ -> 3;
        };
    }

    /** An upper bound of the bytes that this takes in a record. */
    default int weight() {
        int entry = this instanceof Append append ? EntryFormat.length(append.entry()) : 0;
        return OVERHEAD + 3 * persistenceId().length() + entry;
    }

    /** In the memory that {@code memory} gives. */
    static Payload encode(List<StoreOperation> operations, IntFunction<Payload> memory) {
        int room = 1;
        for (StoreOperation operation : operations) {
            room += operation.weight();
        }
        Payload record = memory.apply(room);
        ByteBuffer out = record.asBuffer().put(VERSION);
        for (StoreOperation operation : operations) {
            byte[] id = operation.persistenceId().getBytes(StandardCharsets.UTF_8);
            out.put(operation.kind()).putShort((short) id.length).put(id);
            switch (operation) {
                case Append append -> {
                    out.putInt(EntryFormat.length(append.entry()));
                    EntryFormat.write(append.entry(), id, out);
                }
                case Delete delete -> out.putLong(delete.toSequenceNr());
                case Forget _ -> {}
            }
        }
        return record.slice(0, out.position());
    }

    /**
     * The entries borrow the record's bytes.
     *
     * @throws JournalDamagedException if it is not what {@link #encode} wrote
     */
    static List<StoreOperation> decode(Payload record) {
        ByteBuffer in = record.asBuffer();
        List<StoreOperation> operations = new ArrayList<>();
        try {
            if (in.get() != VERSION) {
                throw new JournalDamagedException("a record of the log", "unknown format version");
            }
            while (in.hasRemaining()) {
                operations.add(next(record, in));
            }
            return operations;
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException cutOff) {
            throw new JournalDamagedException("a record of the log", "ends within an operation");
        }
    }

    private static StoreOperation next(Payload record, ByteBuffer in) {
        byte kind = in.get();
        byte[] id = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(id);
        String persistenceId = new String(id, StandardCharsets.UTF_8);
        return switch (kind) {
            case 1 -> new Append(entry(persistenceId, id, record, in));
            case 2 -> new Delete(persistenceId, in.getLong());
            case 3 -> new Forget(persistenceId);
            default -> throw new JournalDamagedException("a record of the log", "unknown operation " + kind);
        };
    }

    private static EncodedEntry entry(String persistenceId, byte[] id, Payload record, ByteBuffer in) {
        int length = in.getInt();
        int at = in.position();
        in.position(at + length);
        return EntryFormat.read(persistenceId, id, record.slice(at, length));
    }
}
