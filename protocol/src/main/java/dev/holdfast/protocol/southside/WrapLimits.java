package dev.holdfast.protocol.southside;

/**
 * Bounds of one connection's wrap (I11).
 *
 * @param heldBytesMax server output waiting for stability, bytes; beyond it segments are dropped and the server's TCP sends
 *     them again
 * @param islandsMax runs of client bytes beyond gaps that are logged
 * @param ackRecordBytes how far the client's acknowledgment moves between two {@code ClientAckAdvanced}
 * @param replaySegmentMax bytes of payload in one replayed segment
 */
public record WrapLimits(int heldBytesMax, int islandsMax, long ackRecordBytes, int replaySegmentMax) {

    public static final WrapLimits DEFAULT = new WrapLimits(8 << 20, 64, 8L << 20, 32 << 10);
}
