/**
 * The seeded simulator of the quorum log: real members on model nodes with clocks of their own, a model network, and faults by seed.
 *
 * <p>One seed decides everything. {@code QuorumOracle} knows what must hold; {@code Faults} what goes wrong; start reading at
 * {@link dev.holdfast.tests.simulation.quorum.QuorumSimulation}.
 */
@NullMarked
package dev.holdfast.tests.simulation.quorum;

import org.jspecify.annotations.NullMarked;
