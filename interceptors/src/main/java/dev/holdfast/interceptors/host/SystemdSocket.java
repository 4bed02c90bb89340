package dev.holdfast.interceptors.host;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.SocketCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Tells systemd how far the service is, by the datagram socket it names in NOTIFY_SOCKET (sd_notify(3)). Any thread. */
public final class SystemdSocket {

    private static final int PATH_BYTES_MAX = 107;

    private SystemdSocket() {}

    /** The service is up, and {@code status} says in words what it does. Nothing happens where nobody listens. */
    public static void ready(String status) throws IOException {
        tell(System.getenv("NOTIFY_SOCKET"), "READY=1\nSTATUS=" + status);
    }

    /** The service ends because it was told to. */
    public static void stopping() throws IOException {
        tell(System.getenv("NOTIFY_SOCKET"), "STOPPING=1");
    }

    /** @param socket a path, or {@code @name} for an abstract one; null: nobody listens */
    static void tell(@Nullable String socket, String message) throws IOException {
        if (socket == null || socket.isEmpty()) {
            return;
        }
        byte[] path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length > PATH_BYTES_MAX) {
            throw new IOException("NOTIFY_SOCKET is too long: " + socket);
        }
        if (path[0] == '@') {
            path[0] = 0;
        }
        int fd = SocketCalls.socket(SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM | SocketCalls.SOCK_CLOEXEC, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(2L + path.length);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_UNIX);
            MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, 2, path.length);
            byte[] text = message.getBytes(StandardCharsets.UTF_8);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
            if (fd < 0
                    || SocketCalls.connect(fd, address) != 0
                    || FileCalls.write(fd, bytes, text.length) != text.length) {
                throw new IOException("the service manager at " + socket + " does not listen");
            }
        } finally {
            FileCalls.close(fd);
        }
    }
}
