package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.northside.Outcome;
import dev.holdfast.protocol.wire.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of outcomes inside an event: count u32, then for each ticket i64, op u8, pid i32, stream i32, fd i32, result i64, detail
 * length u16, detail.
 */
final class OutcomeBatch {

    private static final int FIXED_BYTES = 8 + 1 + 4 + 4 + 4 + 8 + 2;

    private OutcomeBatch() {}

    static int size(List<Outcome> outcomes) {
        int size = 4;
        for (Outcome outcome : outcomes) {
            size = Math.addExact(size, FIXED_BYTES + outcome.detail().length());
        }
        return size;
    }

    static void write(List<Outcome> outcomes, FieldWriter out) {
        out.i32(outcomes.size());
        for (Outcome outcome : outcomes) {
            out.i64(outcome.ticket())
                    .u8(outcome.op().code())
                    .i32(outcome.pid())
                    .i32(outcome.stream())
                    .i32(outcome.fd())
                    .i64(outcome.result())
                    .u16(outcome.detail().length())
                    .raw(outcome.detail().toArray());
        }
    }

    static List<Outcome> read(FieldReader in) {
        int count = in.count(FIXED_BYTES);
        List<Outcome> outcomes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            outcomes.add(outcome(in));
        }
        return outcomes;
    }

    private static Outcome outcome(FieldReader in) {
        long ticket = in.i64();
        int code = in.u8();
        Outcome.Op op = Outcome.Op.of(code).orElseThrow(() -> in.malformed("op " + code));
        int pid = in.i32();
        int stream = in.i32();
        int fd = in.i32();
        long result = in.i64();
        int length = in.u16();
        in.check(length <= Outcome.DETAIL_MAX, () -> "detail of " + length + " bytes");
        return new Outcome(ticket, op, pid, stream, fd, result, Payload.of(in.raw(length)));
    }
}
