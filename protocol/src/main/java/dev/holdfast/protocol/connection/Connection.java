package dev.holdfast.protocol.connection;

/** Placeholder until the fold is written. */
public final class Connection {
    private Connection() {}
}
