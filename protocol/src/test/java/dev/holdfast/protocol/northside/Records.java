package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.northside.Outcome.Op;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes outcomes as the shim does. */
final class Records {

    static final Endpoint SERVICE = new Endpoint(IpAddress.parse("10.0.0.1"), 80);
    private static final Endpoint NOBODY = new Endpoint(IpAddress.parse("0.0.0.0"), 0);

    private long ticket;

    static FourTuple connection(int number) {
        return new FourTuple(new Endpoint(IpAddress.v4(0x0a000100 + number / 60000), 1 + number % 60000), SERVICE);
    }

    Outcome start(int pid, int stream) {
        return outcome(Op.START, pid, stream, -1, 1, Payload.EMPTY);
    }

    Outcome accept(int pid, int fd, FourTuple connection) {
        return outcome(Op.ACCEPT, pid, 0, 3, fd, addresses(connection.client(), connection.server()));
    }

    Outcome hold(int pid, int stream, int fd, FourTuple connection) {
        return outcome(Op.HOLD, pid, stream, fd, 0, addresses(connection.client(), connection.server()));
    }

    Outcome listen(int pid, int stream, int fd, Endpoint local) {
        return outcome(Op.LISTEN, pid, stream, fd, 0, addresses(NOBODY, local));
    }

    Outcome close(int pid, int fd) {
        return outcome(Op.CLOSE, pid, 0, fd, 0, Payload.EMPTY);
    }

    Outcome shutdown(int pid, int fd, int how) {
        return outcome(Op.SHUTDOWN, pid, 0, fd, how, Payload.EMPTY);
    }

    Outcome dup(int pid, int from, int to) {
        return outcome(Op.DUP, pid, 0, from, to, Payload.EMPTY);
    }

    Outcome fork(int parent, int child, int childStream) {
        byte[] detail = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(childStream)
                .array();
        return outcome(Op.FORK, parent, 0, -1, child, Payload.of(detail));
    }

    Outcome exit(int pid) {
        return outcome(Op.EXIT, pid, 0, -1, 0, Payload.EMPTY);
    }

    Outcome outcome(Op op, int pid, int stream, int fd, long result, Payload detail) {
        return new Outcome(ticket++, op, pid, stream, fd, result, detail);
    }

    static Payload addresses(Endpoint peer, Endpoint local) {
        byte[] remote = peer.address().bytes();
        ByteBuffer buffer = ByteBuffer.allocate(8 + 2 * remote.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put((byte) (remote.length == 4 ? 4 : 6)).put((byte) 0);
        buffer.putShort((short) peer.port()).putShort((short) local.port()).putShort((short) 0);
        return Payload.of(buffer.put(remote).put(local.address().bytes()).array());
    }
}
