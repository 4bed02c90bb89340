/**
 * The shared memory through which the shim reports: created sealed, drained without blocking, believed nothing.
 *
 * <p>What the records mean is the core's business ({@code protocol.northside}); the layout is drawn in {@code ring.h}. Start
 * reading at {@link dev.holdfast.interceptors.ring.OutcomeRing}.
 */
@NullMarked
package dev.holdfast.interceptors.ring;

import org.jspecify.annotations.NullMarked;
