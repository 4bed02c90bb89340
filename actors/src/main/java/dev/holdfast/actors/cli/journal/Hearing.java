package dev.holdfast.actors.cli.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * Reads a server's answer to its end: its FIN, or silence after everything was sent. Runs on a thread of its own; what it found is
 * to be asked for when that has ended.
 */
final class Hearing implements Callable<Boolean> {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int LOOK_MILLIS = 100;
    private static final long QUIET_MILLIS = 200;

    private final Socket socket;
    private final OutputStream answer;
    private final Duration silence;
    private volatile boolean sent;
    private volatile long received;
    private volatile long heardAtNanos = System.nanoTime();
    private volatile boolean serverClosed;

    Hearing(Socket socket, OutputStream answer, Duration silence) {
        this.socket = socket;
        this.answer = answer;
        this.silence = silence;
    }

    /** From now on silence counts; by any thread. */
    void nothingMoreIsSent() {
        sent = true;
    }

    /** Returns when the server has said nothing for {@link #QUIET_MILLIS}, or ended its stream; by any other thread. */
    void awaitQuiet() throws InterruptedException {
        long left = QUIET_MILLIS;
        while (left > 0 && !serverClosed) {
            Thread.sleep(left);
            left = QUIET_MILLIS - (System.nanoTime() - heardAtNanos) / 1_000_000;
        }
    }

    long received() {
        return received;
    }

    boolean serverClosed() {
        return serverClosed;
    }

    @Override
    public Boolean call() throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        socket.setSoTimeout(LOOK_MILLIS);
        long silentMillis = 0;
        long all = 0;
        while (silentMillis < silence.toMillis()) {
            try {
                int length = socket.getInputStream().read(buffer);
                if (length < 0) {
                    serverClosed = true;
                    return true;
                }
                answer.write(buffer, 0, length);
                heardAtNanos = System.nanoTime();
                all += length;
                received = all;
                silentMillis = 0;
            } catch (SocketTimeoutException silent) {
                silentMillis = sent ? silentMillis + LOOK_MILLIS : 0;
            }
        }
        return false;
    }
}
