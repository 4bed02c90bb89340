package dev.holdfast.protocol.northside;

import java.util.HashMap;
import java.util.Map;

/** One process of the server and the sockets that its descriptors stand for. */
final class ServerProcess {

    /** A descriptor's socket, and the stream of the program image that announced it last. */
    record Holding(HeldSocket socket, int announcedBy) {}

    private final int pid;
    private final Map<Integer, Holding> descriptors = new HashMap<>();
    private int stream;
    private boolean exited;

    ServerProcess(int pid, int stream) {
        this.pid = pid;
        this.stream = stream;
    }

    int pid() {
        return pid;
    }

    /** Number of the main thread of its present program image; a later process or image has a greater one. */
    int stream() {
        return stream;
    }

    void becomes(int newStream) {
        stream = newStream;
    }

    boolean hasExited() {
        return exited;
    }

    void exit() {
        exited = true;
    }

    Map<Integer, Holding> descriptors() {
        return descriptors;
    }
}
