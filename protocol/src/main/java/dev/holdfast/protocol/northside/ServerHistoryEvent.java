package dev.holdfast.protocol.northside;

import java.util.List;

/** A fact about a service's server that belongs to no single connection; journaled, never changed (I10). */
public sealed interface ServerHistoryEvent {

    /**
     * A server process was started and passed the shim's handshake.
     *
     * @param incarnation which life of the server, from 0
     * @param atMillis wall clock, milliseconds since 1970; for people
     */
    record ServerStarted(int incarnation, int pid, long atMillis) implements ServerHistoryEvent {}

    /** The main process ended. */
    record ServerExited(int incarnation, String how, long atMillis) implements ServerHistoryEvent {}

    /** Outcomes in ticket order (level L1); output that depends on them waits for this (I2). */
    record OutcomesRecorded(int incarnation, List<Outcome> outcomes) implements ServerHistoryEvent {

        public OutcomesRecorded {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** A connection was given up because its replay killed server after server. */
    record ConnectionCondemned(int incarnation, String connection, int attempts) implements ServerHistoryEvent {}
}
