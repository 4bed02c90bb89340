package dev.holdfast.tests.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;

/** What two threads of one JVM get over a bare TCP connection on the loopback: nothing that uses one can do better. */
final class TcpFloor {

    /** One side of a connection; it ends when the other side does. */
    @FunctionalInterface
    private interface Side {
        void run(Socket socket) throws IOException;
    }

    private TcpFloor() {}

    /** The median of {@code rounds} times {@code bytes} there and back. */
    static double p50Micros(int bytes, int rounds) {
        long[] nanos = new long[rounds];
        connect(far -> echo(far, bytes), near -> {
            DataInputStream in = new DataInputStream(near.getInputStream());
            byte[] sent = new byte[bytes];
            for (int i = 0; i < rounds; i++) {
                long begun = System.nanoTime();
                near.getOutputStream().write(sent);
                in.readFully(sent);
                nanos[i] = System.nanoTime() - begun;
            }
        });
        Arrays.sort(nanos);
        return nanos[rounds / 2] / 1e3;
    }

    /** {@code total} bytes in one direction, written {@code bytes} at a time. */
    static double gbps(int bytes, long total) {
        long[] nanos = new long[1];
        connect(far -> pour(far, bytes, total), near -> {
            byte[] got = new byte[bytes];
            long begun = System.nanoTime();
            for (long count = 0; count < total; ) {
                int more = near.getInputStream().read(got);
                if (more < 0) {
                    throw new IOException("the other end is gone");
                }
                count += more;
            }
            nanos[0] = System.nanoTime() - begun;
        });
        return total * 8.0 / nanos[0];
    }

    private static void connect(Side theirs, Side ours) {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(port.getInetAddress(), port.getLocalPort());
                Socket far = port.accept()) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    theirs.run(far);
                } catch (IOException _) {
                    // our side is done
                }
            });
            ours.run(near);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void echo(Socket far, int bytes) throws IOException {
        DataInputStream in = new DataInputStream(far.getInputStream());
        byte[] got = new byte[bytes];
        while (true) {
            in.readFully(got);
            far.getOutputStream().write(got);
        }
    }

    private static void pour(Socket far, int bytes, long total) throws IOException {
        byte[] sent = new byte[bytes];
        for (long count = 0; count < total; count += bytes) {
            far.getOutputStream().write(sent);
        }
    }
}
