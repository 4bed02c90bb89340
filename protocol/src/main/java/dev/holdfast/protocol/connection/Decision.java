package dev.holdfast.protocol.connection;

import java.util.List;

/** Decides; never acts. The caller releases what waits for {@code events} only after they are stable. */
public sealed interface Decision {

    /** These facts are new and belong into the journal. */
    record Accepted(List<ConnectionEvent> events) implements Decision {}

    /** Nothing is journaled; {@code why} names the rule that the command breaks. */
    record Refused(String why) implements Decision {}
}
