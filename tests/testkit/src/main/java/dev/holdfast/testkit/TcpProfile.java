package dev.holdfast.testkit;

import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import dev.holdfast.protocol.wire.TcpOptions;
import java.util.List;

/**
 * What one model TCP is like; the server's host draws another one for each life of the server.
 *
 * @param windowScale shift, or {@link TcpOptions#ABSENT}
 * @param clockOffset what the TCP adds to its millisecond clock (RFC 7323 section 5.4)
 * @param segmentMax payload bytes of one segment; more than the MSS where the network card would cut it
 * @param delayedAckNanos how long an acknowledgment may wait; 0 for not at all
 * @param byteProbes whether zero windows are probed with a byte of data, as BSD does, or with an old number, as Linux does
 * @param keepAliveNanos silence after which the peer is probed; 0 for never
 */
record TcpProfile(
        SeqNum iss,
        int mss,
        int windowScale,
        boolean sack,
        boolean timestamps,
        int clockOffset,
        int rcvBuf,
        int sndBuf,
        int segmentMax,
        long delayedAckNanos,
        boolean byteProbes,
        long keepAliveNanos) {

    TcpOptions synOptions() {
        return new TcpOptions(mss, windowScale, sack, timestamps, 0, 0, List.of(), Payload.EMPTY);
    }

    int clock(long nowNanos) {
        return clockOffset + (int) (nowNanos / VirtualTime.MILLI);
    }
}
