package dev.holdfast.testkit;

import org.jspecify.annotations.Nullable;

/** A broken invariant, or a run that did not come to its end. */
public final class SimulationFailure extends RuntimeException {

    public SimulationFailure(String what) {
        super(what);
    }

    public SimulationFailure(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
