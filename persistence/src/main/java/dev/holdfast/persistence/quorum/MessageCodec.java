package dev.holdfast.persistence.quorum;

import dev.holdfast.protocol.quorum.Epoch;
import dev.holdfast.protocol.quorum.Position;
import dev.holdfast.protocol.quorum.QuorumMessage;
import dev.holdfast.protocol.wire.Payload;

/**
 * One message about one log as a frame between nodes. Big-endian; the payloads come last, so that they are sent from where they lie.
 *
 * <pre>
 *   length of what follows                 u32     (0: nothing but a sign of life)
 *   version (1)                            u8
 *   kind                                   u8
 *   log                                    text
 *   the kind's fields
 *   payloads, one after the other
 *
 *   text      length u8, UTF-8             epoch     number u64, writer text
 *   flag      u8: 0, 1                     position  index u64, epoch
 *   lives     count u8, each: node text, life u64
 *   records   count u32, each: epoch, payload's length u32
 * </pre>
 *
 * A field or a kind that is added needs another version: both ends of a cluster know the versions that they speak ({@link Hello}).
 */
final class MessageCodec {

    static final int VERSION = 1;

    private static final QuorumMessage.Reason[] REASONS = {
        QuorumMessage.Reason.PROMISED, QuorumMessage.Reason.LEASED, QuorumMessage.Reason.AMNESIAC
    };

    /** A message and the log it is about. */
    record Addressed(String log, QuorumMessage message) {}

    private MessageCodec() {}

    /** Payloads are not copied. */
    static Outgoing encode(String log, QuorumMessage message) {
        MessageWriter out = new MessageWriter().u8(VERSION).u8(kind(message)).text(log);
        switch (message) {
            case QuorumMessage.Append m ->
                out.epoch(m.epoch())
                        .position(m.prev())
                        .i64(m.committed())
                        .i64(m.token())
                        .records(m.records());
            case QuorumMessage.Appended m ->
                out.epoch(m.epoch())
                        .i64(m.received())
                        .i64(m.durable())
                        .flag(m.gap())
                        .flag(m.learning())
                        .i64(m.token());
            case QuorumMessage.Refused m ->
                out.epoch(m.epoch()).u8(number(m.reason())).epoch(m.promised()).i64(m.waitNanos());
            case QuorumMessage.Seal m -> out.epoch(m.epoch());
            case QuorumMessage.Promised m ->
                out.epoch(m.epoch()).position(m.last()).i64(m.committed()).lives(m.lives());
            case QuorumMessage.FetchTail m -> out.epoch(m.epoch()).i64(m.after());
            case QuorumMessage.Tail m ->
                out.epoch(m.epoch()).position(m.after()).i64(m.committed()).records(m.records());
            case QuorumMessage.Release m -> out.epoch(m.epoch());
            case QuorumMessage.Rejoin m -> out.lives(m.lives());
            case QuorumMessage.Rejoined m ->
                out.epoch(m.promised()).lives(m.lives()).flag(m.amnesiac()).lives(m.founders());
            case QuorumMessage.Readmit m -> out.epoch(m.epoch()).i64(m.life());
            case QuorumMessage.StateChunk m ->
                out.epoch(m.epoch())
                        .i64(m.transfer())
                        .position(m.position())
                        .i32(m.number())
                        .flag(m.last())
                        .payload(m.payload());
            case QuorumMessage.StateTaken m ->
                out.epoch(m.epoch()).i64(m.transfer()).i32(m.next());
        }
        return out.finished();
    }

    /**
     * @param frame without its length; the payloads share it
     * @throws MalformedMessageException whatever else it may hold
     */
    static Addressed decode(Payload frame) throws MalformedMessageException {
        MessageReader in = new MessageReader(frame);
        int version = in.u8();
        in.check(version == VERSION, "version " + version);
        int kind = in.u8();
        return in.last(new Addressed(in.text(), message(kind, in)));
    }

    private static QuorumMessage message(int kind, MessageReader in) throws MalformedMessageException {
        return switch (kind) {
            case 1 -> append(in);
            case 2 ->
                new QuorumMessage.Appended(in.epoch(), in.natural(), in.natural(), in.flag(), in.flag(), in.i64());
            case 3 -> new QuorumMessage.Refused(in.epoch(), reason(in), in.epoch(), in.i64());
            case 4 -> new QuorumMessage.Seal(in.epoch());
            case 5 -> new QuorumMessage.Promised(in.epoch(), in.position(), in.natural(), in.lives());
            case 6 -> new QuorumMessage.FetchTail(in.epoch(), in.natural());
            case 7 -> tail(in);
            case 8 -> new QuorumMessage.Release(in.epoch());
            case 9 -> new QuorumMessage.Rejoin(in.lives());
            case 10 -> new QuorumMessage.Rejoined(in.epoch(), in.lives(), in.flag(), in.lives());
            case 11 -> new QuorumMessage.Readmit(in.epoch(), in.natural());
            case 12 ->
                new QuorumMessage.StateChunk(
                        in.epoch(), in.i64(), in.position(), in.naturalInt(), in.flag(), in.payload(in.i32()));
            case 13 -> new QuorumMessage.StateTaken(in.epoch(), in.i64(), in.naturalInt());
            default -> throw new MalformedMessageException("unknown kind " + kind);
        };
    }

    private static QuorumMessage append(MessageReader in) throws MalformedMessageException {
        Epoch epoch = in.epoch();
        Position prev = in.position();
        long committed = in.natural();
        long token = in.i64();
        return new QuorumMessage.Append(epoch, prev, in.records(), committed, token);
    }

    private static QuorumMessage tail(MessageReader in) throws MalformedMessageException {
        Epoch epoch = in.epoch();
        Position after = in.position();
        long committed = in.natural();
        return new QuorumMessage.Tail(epoch, after, in.records(), committed);
    }

    private static QuorumMessage.Reason reason(MessageReader in) throws MalformedMessageException {
        int number = in.u8();
        in.check(number < REASONS.length, "unknown reason");
        return REASONS[number];
    }

    private static int number(QuorumMessage.Reason reason) {
        return switch (reason) {
            case PROMISED -> 0;
            case LEASED -> 1;
            case AMNESIAC -> 2;
        };
    }

    private static int kind(QuorumMessage message) {
        return switch (message) {
            case QuorumMessage.Append _ -> 1;
            case QuorumMessage.Appended _ -> 2;
            case QuorumMessage.Refused _ -> 3;
            case QuorumMessage.Seal _ -> 4;
            case QuorumMessage.Promised _ -> 5;
            case QuorumMessage.FetchTail _ -> 6;
            case QuorumMessage.Tail _ -> 7;
            case QuorumMessage.Release _ -> 8;
            case QuorumMessage.Rejoin _ -> 9;
            case QuorumMessage.Rejoined _ -> 10;
            case QuorumMessage.Readmit _ -> 11;
            case QuorumMessage.StateChunk _ -> 12;
            case QuorumMessage.StateTaken _ -> 13;
        };
    }
}
