package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.wire.Payload;
import java.util.Optional;

/**
 * The recorded outcome of one system call of the server; {@code ring.h} says for each call what the fields hold.
 *
 * @param ticket place in the total order over all processes and threads, from 0
 * @param op what was called
 * @param pid process that called
 * @param stream the calling thread's number, unique over all processes of one ring; grows
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
        START(17),
        /** A connection that this process holds without having accepted it: inherited, received, kept over a failed exec. */
        HOLD(18);

        private static final Op[] BY_CODE = new Op[32];

        static {
            for (Op op : values()) {
                BY_CODE[op.code] = op;
            }
        }

        private final int code;

        Op(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        /** The call with this code; empty for any other number. */
        public static Optional<Op> of(int code) {
            return code < 0 || code >= BY_CODE.length ? Optional.empty() : Optional.ofNullable(BY_CODE[code]);
        }
    }
}
