/**
 * The seeded simulator: the real pure core between a model client TCP and a model server host, under virtual time.
 *
 * <p>One seed decides everything, one thread runs it, nothing sleeps; a failure prints its seed and the same seed repeats it.
 * The model kernels follow Linux where it differs from the RFCs. What the core must keep is in {@code ClientOracle} and
 * {@code NodeModel} (the invariants of design.md section 3). No Akka, no I/O. Start reading at
 * {@link dev.holdfast.tests.simulation.Simulation}.
 */
@NullMarked
package dev.holdfast.tests.simulation;

import org.jspecify.annotations.NullMarked;
