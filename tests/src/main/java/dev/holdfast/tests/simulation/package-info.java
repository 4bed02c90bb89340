/**
 * The seeded simulators' campaigns: many seeds, on all cores, from the command line.
 *
 * <p>The simulator of the connection is in the test kit ({@link dev.holdfast.testkit.Simulation}), that of the quorum log in
 * {@code quorum}. A failure prints its seed and the same seed repeats it.
 */
@NullMarked
package dev.holdfast.tests.simulation;

import org.jspecify.annotations.NullMarked;
