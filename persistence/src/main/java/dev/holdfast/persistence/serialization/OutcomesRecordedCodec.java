package dev.holdfast.persistence.serialization;

import dev.holdfast.protocol.northside.ServerHistoryEvent.OutcomesRecorded;

/** Version 1: incarnation i32, then a batch of outcomes (see {@link OutcomeBatch}). */
final class OutcomesRecordedCodec implements EventCodec<OutcomesRecorded> {

    @Override
    public String manifest() {
        return "outcomes-recorded";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public Class<OutcomesRecorded> type() {
        return OutcomesRecorded.class;
    }

    @Override
    public boolean control() {
        return false;
    }

    @Override
    public int size(OutcomesRecorded event) {
        return 4 + OutcomeBatch.size(event.outcomes());
    }

    @Override
    public void write(OutcomesRecorded event, FieldWriter out) {
        out.i32(event.incarnation());
        OutcomeBatch.write(event.outcomes(), out);
    }

    @Override
    public OutcomesRecorded read(int version, FieldReader in) {
        return new OutcomesRecorded(in.i32(), OutcomeBatch.read(in));
    }
}
