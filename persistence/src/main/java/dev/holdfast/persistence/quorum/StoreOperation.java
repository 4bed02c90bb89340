package dev.holdfast.persistence.quorum;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.protocol.wire.Payload;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

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

    record Append(Entry entry) implements StoreOperation {
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

    static Payload encode(List<StoreOperation> operations) {
        int room = 1;
        for (StoreOperation operation : operations) {
            room += operation.weight();
        }
        ByteBuffer out = ByteBuffer.allocate(room).put(VERSION);
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
        return Payload.of(out.array(), 0, out.position());
    }

    /**
     * The entries share the record's bytes.
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
                operations.add(next(in));
            }
            return operations;
        } catch (BufferUnderflowException | IllegalArgumentException cutOff) {
            throw new JournalDamagedException("a record of the log", "ends within an operation");
        }
    }

    private static StoreOperation next(ByteBuffer in) {
        byte kind = in.get();
        byte[] id = new byte[Short.toUnsignedInt(in.getShort())];
        in.get(id);
        String persistenceId = new String(id, StandardCharsets.UTF_8);
        return switch (kind) {
            case 1 -> new Append(entry(persistenceId, id, in));
            case 2 -> new Delete(persistenceId, in.getLong());
            case 3 -> new Forget(persistenceId);
            default -> throw new JournalDamagedException("a record of the log", "unknown operation " + kind);
        };
    }

    private static Entry entry(String persistenceId, byte[] id, ByteBuffer in) {
        int length = in.getInt();
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        return EntryFormat.read(persistenceId, id, bytes);
    }
}
