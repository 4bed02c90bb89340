package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.wire.Payload;

/**
 * The recorded outcome of one system call of the server (notes: the ring's layout is drawn in {@code ring.h}).
 *
 * @param ticket place in the total order over all processes and threads, from 0
 * @param op what was called
 * @param pid process that called; {@code stream} its thread's stream number
 * @param fd the descriptor concerned, or -1
 * @param result the call's return value, or {@code -errno}
 * @param detail op-specific content, at most {@link #DETAIL_MAX} bytes
 */
public record Outcome(long ticket, Op op, int pid, int stream, int fd, long result, Payload detail) {

    public static final int DETAIL_MAX = 4096;

    /** The calls that are recorded; the code is the ring's and the journal's, never reused. */
    public enum Op {
        ACCEPT(1),
        READ(2),
        WRITE(3),
        CLOSE(4),
        SHUTDOWN(5),
        EPOLL(6),
        POLL(7),
        SELECT(8),
        TIME(9),
        RANDOM(10),
        FORK(11),
        EXIT(12),
        DUP(13),
        EXEC(14),
        THREAD(15),
        LISTEN(16),
        START(17);

        private final int code;

        Op(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }
}
