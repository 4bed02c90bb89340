package dev.holdfast.actors.rehearsal;

import dev.holdfast.interceptors.path.ConnectionDriver;
import dev.holdfast.interceptors.path.ServiceTap;
import dev.holdfast.protocol.southside.CloseWitness;
import dev.holdfast.protocol.wire.FourTuple;

/** A service whose server is always there and never closes anything. */
final class RehearsedService implements ServiceTap {

    static final String NAME = "rehearsal";

    private int incarnation;

    int nextIncarnation() {
        return ++incarnation;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean serving() {
        return true;
    }

    @Override
    public int incarnation() {
        return incarnation;
    }

    @Override
    public void drain(boolean closes) {
        // there is no shim
    }

    @Override
    public long ticket() {
        return 0;
    }

    @Override
    public long stableOutcomes() {
        return 0;
    }

    @Override
    public CloseWitness witness(FourTuple tuple) {
        return _ -> null;
    }

    @Override
    public void connectionLost(ConnectionDriver driver) {
        // the rehearsal sees to it
    }

    @Override
    public void progressed(ConnectionDriver driver) {
        // the rehearsal looks itself
    }

    @Override
    public void answered() {
        // nobody waits
    }
}
