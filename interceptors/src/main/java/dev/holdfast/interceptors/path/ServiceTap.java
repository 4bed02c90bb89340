package dev.holdfast.interceptors.path;

import dev.holdfast.protocol.southside.CloseWitness;
import dev.holdfast.protocol.wire.FourTuple;

/** What the packet path must know of a service's server process. */
public interface ServiceTap {

    String name();

    /** Whether a server listens now. */
    boolean serving();

    int incarnation();

    /**
     * Takes what the shim recorded up to now; called after a packet was received and before it is processed.
     *
     * @param closes whether the packet is a FIN or RST, which must be explained (I5)
     */
    void drain(boolean closes);

    /** How many recorded outcomes output must wait for (I2); 0 where outcomes are not recorded. */
    long ticket();

    /** How many of them are stable. */
    long stableOutcomes();

    CloseWitness witness(FourTuple tuple);

    /** The server's side of a connection is gone; the service decides when to begin its recovery. */
    void connectionLost(ConnectionDriver driver);

    /** A connection moved on to another phase. */
    void progressed(ConnectionDriver driver);

    /** Server bytes left for a client; tells how long a recovery took. */
    void answered();
}
