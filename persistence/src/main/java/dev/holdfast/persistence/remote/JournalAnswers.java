package dev.holdfast.persistence.remote;

import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.EntryFormat;
import dev.holdfast.persistence.journal.JournalDamagedException;
import dev.holdfast.persistence.journal.JournalException;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.persistence.serialization.EventCodecs;
import dev.holdfast.persistence.serialization.MalformedEventException;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.wire.Payload;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a tool's questions about the node's journals, by virtual address. Reads in pages, so that a slow listener holds up nobody.
 * Safe for any thread but the packet loop's: it may wait for a disk, and for the listener.
 */
public final class JournalAnswers {

    private static final Logger ACCESS = LoggerFactory.getLogger("dev.holdfast.payload-access");
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_ENTRIES = 1024;

    private final Map<String, JournalReader> journals;
    private final AtomicReference<String> lastShown = new AtomicReference<>("");

    public JournalAnswers(Map<String, JournalReader> journals) {
        this.journals = Map.copyOf(journals);
    }

    /** Whether {@code line} is a question for this. */
    public static boolean concerns(String line) {
        return line.startsWith(JournalRequest.WORD + " ");
    }

    /** @throws IOException if the listener is gone */
    public void answer(String line, OutputStream listener) throws IOException {
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(listener, 1 << 16));
        JournalRequest request = JournalRequest.parse(line);
        JournalReader journal = request == null ? null : journal(request.address());
        if (request == null || journal == null) {
            refuse(request == null ? "unknown request" : "this node has journals of " + journals.keySet(), out);
        } else {
            try {
                answer(request, journal, out);
            } catch (JournalDamagedException damage) {
                out.writeByte(Frame.DAMAGE);
                out.writeUTF(damage.place());
                out.writeUTF(damage.what());
            } catch (JournalException closed) {
                refuse(String.valueOf(closed.getMessage()), out);
            }
        }
        out.writeByte(Frame.END);
        out.flush();
    }

    private static void refuse(String why, DataOutputStream out) throws IOException {
        out.writeByte(Frame.REFUSAL);
        out.writeUTF(why);
    }

    private @Nullable JournalReader journal(String address) {
        return address.equals(JournalRequest.ONLY) && journals.size() == 1
                ? journals.values().iterator().next()
                : journals.get(address);
    }

    private void answer(JournalRequest request, JournalReader journal, DataOutputStream out) throws IOException {
        switch (request) {
            case JournalRequest.Ids _ -> {
                for (String id : journal.persistenceIds()) {
                    out.writeByte(Frame.ID);
                    out.writeUTF(id);
                }
            }
            case JournalRequest.Highest highest -> {
                out.writeByte(Frame.NUMBER);
                out.writeLong(journal.highestSequenceNr(highest.id()));
            }
            case JournalRequest.Read read -> {
                // A reader that takes page after page is one line in the log.
                if (read.bytes() && !read.id().equals(lastShown.getAndSet(read.id()))) {
                    ACCESS.warn("clients' bytes of {} are read through the admin socket", read.id());
                }
                entries(read, journal, out);
            }
        }
    }

    private static void entries(JournalRequest.Read read, JournalReader journal, DataOutputStream out)
            throws IOException {
        byte[] id = read.id().getBytes(StandardCharsets.UTF_8);
        long next = read.from();
        for (long left = read.max(); left > 0; ) {
            List<Entry> page = page(journal, read, next, Math.min(left, PAGE_ENTRIES));
            if (page.isEmpty()) {
                return;
            }
            for (Entry entry : page) {
                write(read.bytes() ? entry : redacted(entry), id, out);
            }
            left -= page.size();
            next = page.getLast().sequenceNr() + 1;
        }
    }

    private static List<Entry> page(JournalReader journal, JournalRequest.Read read, long from, long max) {
        List<Entry> page = new ArrayList<>();
        long[] bytes = {0};
        try {
            journal.read(read.id(), from, read.to(), max, entry -> {
                page.add(entry);
                bytes[0] += entry.payload().length();
                return bytes[0] < PAGE_BYTES;
            });
        } catch (JournalDamagedException damage) {
            if (page.isEmpty()) {
                throw damage;
            }
        }
        return page;
    }

    private static void write(Entry entry, byte[] id, DataOutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(EntryFormat.length(entry));
        EntryFormat.write(entry, id, bytes);
        out.writeByte(Frame.ENTRY);
        out.writeInt(bytes.capacity());
        out.write(bytes.array());
    }

    /** Zeros in the place of the client's bytes. */
    private static Entry redacted(Entry entry) {
        if (!entry.manifest().equals(EventCodecs.clientBytesManifest())) {
            return entry;
        }
        try {
            ClientBytesLogged logged = (ClientBytesLogged) EventCodecs.decode(entry.manifest(), entry.payload());
            Payload zeros = Payload.of(new byte[logged.bytes().length()]);
            return new Entry(
                    entry.persistenceId(),
                    entry.sequenceNr(),
                    entry.kind(),
                    entry.serializerId(),
                    entry.manifest(),
                    entry.writerUuid(),
                    entry.timestampMillis(),
                    Payload.of(EventCodecs.encode(new ClientBytesLogged(logged.offset(), zeros, logged.fin()))));
        } catch (MalformedEventException malformed) {
            throw new JournalDamagedException(
                    entry.persistenceId() + " #" + entry.sequenceNr(), String.valueOf(malformed.getMessage()));
        }
    }
}
