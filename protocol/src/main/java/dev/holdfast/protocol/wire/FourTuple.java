package dev.holdfast.protocol.wire;

/** The two ends of a connection: the client, and the service at the virtual address. */
public record FourTuple(Endpoint client, Endpoint server) {

    @Override
    public String toString() {
        return client + " > " + server;
    }
}
