package dev.holdfast.testkit;

/** A broken invariant, or a run that did not come to its end. */
public final class SimulationFailure extends RuntimeException {

    public SimulationFailure(String what) {
        super(what);
    }

    public SimulationFailure(String what, Throwable cause) {
        super(what, cause);
    }
}
