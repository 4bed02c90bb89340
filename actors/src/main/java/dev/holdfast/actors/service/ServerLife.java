package dev.holdfast.actors.service;

import dev.holdfast.interceptors.process.CrashOrClose;
import dev.holdfast.interceptors.process.WrappedServer;
import dev.holdfast.interceptors.ring.OutcomeRing;

/** One incarnation of a server: its processes, what they record, and the witness of how they end. */
record ServerLife(int incarnation, WrappedServer server, OutcomeRing ring, CrashOrClose witness, long startedNanos) {

    void close() {
        witness.close();
        ring.close();
    }
}
