package dev.holdfast.tests.bench;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** What threads of one JVM get over bare TCP connections on the loopback: nothing that uses them can do better. */
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

    /**
     * {@code total} bytes to each of {@code peers}, {@code bytes} at a time, of which {@code outstanding} may be under way: a piece
     * is no longer when the first peer has confirmed it with a byte. With two peers this is a majority of three copies.
     */
    static double gbpsToAll(int peers, int bytes, long total, int outstanding) {
        Semaphore room = new Semaphore(outstanding);
        AtomicLong confirmed = new AtomicLong();
        List<Socket> out = new ArrayList<>();
        try (ServerSocket port = new ServerSocket(0, peers, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < peers; i++) {
                Socket near = new Socket(port.getInetAddress(), port.getLocalPort());
                Socket far = port.accept();
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                out.add(near);
                aside(far, theirs -> confirm(theirs, bytes));
                aside(near, ours -> count(ours, confirmed, room));
            }
            byte[] piece = new byte[bytes];
            long begun = System.nanoTime();
            for (long sent = 0; sent < total; sent += bytes) {
                room.acquireUninterruptibly();
                for (Socket near : out) {
                    near.getOutputStream().write(piece);
                }
            }
            room.acquireUninterruptibly(outstanding);
            return total * 8.0 / (System.nanoTime() - begun);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            out.forEach(TcpFloor::close);
        }
    }

    private static void confirm(Socket far, int bytes) throws IOException {
        DataInputStream in = new DataInputStream(far.getInputStream());
        byte[] got = new byte[bytes];
        while (true) {
            in.readFully(got);
            far.getOutputStream().write(1);
        }
    }

    /** Makes room when this peer is the first to have one more. */
    private static void count(Socket near, AtomicLong confirmed, Semaphore room) throws IOException {
        byte[] got = new byte[1 << 10];
        long here = 0;
        for (int more = near.getInputStream().read(got);
                more > 0;
                more = near.getInputStream().read(got)) {
            here += more;
            long mine = here;
            room.release((int) Math.max(0, mine - confirmed.getAndUpdate(most -> Math.max(most, mine))));
        }
    }

    private static void aside(Socket socket, Side side) {
        Thread.ofPlatform().daemon().start(() -> {
            try (socket) {
                side.run(socket);
            } catch (IOException _) {
                // the other side is done
            }
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void connect(Side theirs, Side ours) {
        try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(port.getInetAddress(), port.getLocalPort());
                Socket far = port.accept()) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            aside(far, theirs);
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
