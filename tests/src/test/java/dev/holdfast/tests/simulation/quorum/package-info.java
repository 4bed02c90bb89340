/** Runs the seeds of the quorum log's simulator. */
@NullMarked
package dev.holdfast.tests.simulation.quorum;

import org.jspecify.annotations.NullMarked;
