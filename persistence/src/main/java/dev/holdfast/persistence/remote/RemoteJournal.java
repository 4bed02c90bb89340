package dev.holdfast.persistence.remote;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.remote.JournalRequest.Highest;
import dev.holdfast.persistence.remote.JournalRequest.Ids;
import dev.holdfast.persistence.remote.JournalRequest.Read;
import dev.holdfast.protocol.wire.Payload;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A running node's journal. It goes on meanwhile: what is read of one connection is consistent, and so is each answer by itself.
 *
 * @param socket the node's admin socket
 * @param address the virtual address whose journal is meant, {@code -} for a node's only one
 * @param bytes whether clients' bytes are asked for; the node logs that. Else there are zeros
 */
public record RemoteJournal(Path socket, String address, boolean bytes) implements JournalReader {

    /** What {@code address} is for a node with one address. */
    public static final String ONLY = JournalRequest.ONLY;

    private static final int ENTRY_BYTES_MAX = Entry.PAYLOAD_BYTES_MAX + 4096;

    /** Reads one frame of a kind. */
    private interface FrameReader {
        /** False ends the answer early. */
        boolean frame(DataInputStream in) throws IOException;
    }

    @Override
    public List<String> persistenceIds() {
        List<String> ids = new ArrayList<>();
        ask(new Ids(address), Frame.ID, in -> ids.add(in.readUTF()));
        return ids;
    }

    @Override
    public long highestSequenceNr(String persistenceId) {
        long[] highest = {0};
        ask(new Highest(address, persistenceId), Frame.NUMBER, in -> {
            highest[0] = in.readLong();
            return true;
        });
        return highest[0];
    }

    @Override
    public void read(String persistenceId, long fromSequenceNr, long toSequenceNr, long max, Predicate<Entry> visitor) {
        byte[] id = persistenceId.getBytes(StandardCharsets.UTF_8);
        Read read = new Read(address, fromSequenceNr, toSequenceNr, max, bytes, persistenceId);
        ask(read, Frame.ENTRY, in -> {
            int length = in.readInt();
            if (length < 0 || length > ENTRY_BYTES_MAX) {
                throw new IOException("an entry of " + length + " bytes");
            }
            byte[] entry = new byte[length];
            in.readFully(entry);
            return visitor.test(
                    EntryFormat.read(persistenceId, id, Payload.of(entry)).entry());
        });
    }

    private void ask(JournalRequest request, int kind, FrameReader reader) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Channels.newOutputStream(channel).write((request.line() + "\n").getBytes(StandardCharsets.UTF_8));
            DataInputStream in =
                    new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel), 1 << 16));
            for (int frame = in.readByte(); frame != Frame.END; frame = in.readByte()) {
                if (frame == kind) {
                    if (!reader.frame(in)) {
                        return;
                    }
                } else {
                    throw refusal(frame, in);
                }
            }
        } catch (IOException broken) {
            throw new JournalException("no journal answers at " + socket + " (" + broken + ")", broken);
        }
    }

    private JournalException refusal(int frame, DataInputStream in) throws IOException {
        return switch (frame) {
            case Frame.DAMAGE -> new JournalDamagedException(in.readUTF(), in.readUTF());
            case Frame.REFUSAL -> new JournalException("the node at " + socket + ": " + in.readUTF());
            default ->
                new JournalException(
                        "what answers at " + socket + " is no node of this version, or has too many readers");
        };
    }

    @Override
    public void close() {
        // Every question has a connection of its own.
    }
}
