/**
 * Scenarios and a seeded simulator for connections that outlive their server: no root, no network, no waiting.
 *
 * <p>The real pure core (wrap, connection, recovery) runs between a model client TCP and a model server host, under virtual time,
 * on the thread of the test. {@link dev.holdfast.testkit.Scenario} is the way in for people, {@link dev.holdfast.testkit.Simulation}
 * for seeds. The model kernels follow Linux where it differs from the RFCs. What the core must keep is checked at every step by
 * {@code ClientOracle} and {@code NodeModel} (the invariants of the design's section 3). No Akka, no I/O, no test framework here.
 */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
