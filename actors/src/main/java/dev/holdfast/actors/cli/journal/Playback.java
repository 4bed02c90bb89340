package dev.holdfast.actors.cli.journal;

import dev.holdfast.persistence.inspect.EntryCursor;
import dev.holdfast.persistence.inspect.Recorded;
import dev.holdfast.persistence.journal.ClientByteReader;
import dev.holdfast.persistence.journal.Entry;
import dev.holdfast.persistence.journal.JournalReader;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.LoggedRanges;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Says to a server what a client once said, in the order of the stream and, unless {@code fast}, at the times at which it was logged.
 * The client's FIN waits until the server pauses: a client that had its answers was not gone before them, and there are servers that
 * give up answering one that seems to be (nginx with sendfile).
 * Owned by one thread; another hears what the server answers.
 *
 * @param silence after the last byte was sent: how long the server may say nothing before that counts as its end
 */
record Playback(JournalReader journal, String id, boolean fast, Duration silence) {

    private static final int PIECE_BYTES = 1 << 16;
    private static final int CONNECT_MILLIS_MAX = 10_000;

    /**
     * @param sent fewer than were recorded if the server did not take them
     * @param serverClosed whether the server ended its stream, rather than fell silent
     */
    record Result(long sent, long received, boolean serverClosed) {}

    /**
     * @param answer gets the server's bytes; used by another thread until this returns
     * @throws IOException if the server can not be reached or resets, or {@code answer} fails
     */
    Result to(InetSocketAddress server, OutputStream answer) throws IOException, InterruptedException {
        try (Socket socket = new Socket()) {
            socket.connect(server, CONNECT_MILLIS_MAX);
            socket.setTcpNoDelay(true);
            Hearing hearing = new Hearing(socket, answer, silence);
            FutureTask<Boolean> closed = new FutureTask<>(hearing);
            Thread.startVirtualThread(closed);
            long sent = send(socket, hearing);
            hearing.nothingMoreIsSent();
            return new Result(sent, heard(closed, hearing), hearing.serverClosed());
        }
    }

    private static long heard(FutureTask<Boolean> closed, Hearing hearing) throws IOException, InterruptedException {
        try {
            closed.get();
            return hearing.received();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException broken ? broken : new IOException(failed.getCause());
        }
    }

    private long send(Socket socket, Hearing hearing) throws InterruptedException {
        ClientByteReader bytes = new ClientByteReader(journal, id, 1);
        EntryCursor entries = new EntryCursor(journal, id);
        LoggedRanges logged = LoggedRanges.NONE;
        Entry first = entries.peek();
        long beganNanos = System.nanoTime();
        try {
            for (Entry entry = entries.take(); entry != null && first != null; entry = entries.take()) {
                if (Recorded.of(entry).event() instanceof ClientBytesLogged run) {
                    logged = logged.plus(run.offset(), run.end());
                    if (!fast) {
                        sleepUntil(beganNanos, entry.timestampMillis() - first.timestampMillis());
                    }
                    sendTo(logged.contiguousEnd(), bytes, socket.getOutputStream());
                }
            }
            if (bytes.finReached()) {
                hearing.awaitQuiet();
                socket.shutdownOutput();
            }
        } catch (IOException closedByTheServer) {
            return bytes.offset() - 1;
        }
        return bytes.offset() - 1;
    }

    private static void sendTo(long end, ClientByteReader bytes, OutputStream out) throws IOException {
        while (bytes.offset() < end) {
            byte[] piece = bytes.next((int) Math.min(PIECE_BYTES, end - bytes.offset()))
                    .toArray();
            if (piece.length == 0) {
                return;
            }
            out.write(piece);
        }
    }

    private static void sleepUntil(long beganNanos, long millis) throws InterruptedException {
        long left = beganNanos + millis * 1_000_000 - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }
}
