/**
 * A takeover in memory, before there is a real one.
 *
 * <p>A node that follows may do so for months; what it would run at a takeover it has never run, and a JVM is slow the first
 * times. So the same actors and the same packet path are led through some openings, crashes and takeovers on an address that is
 * nowhere, with a journal of their own.
 */
@NullMarked
package dev.holdfast.actors.rehearsal;

import org.jspecify.annotations.NullMarked;
