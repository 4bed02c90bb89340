/**
 * The benchmark: the same load through a bare kernel, HAProxy and Holdfast, in rounds that take turns.
 *
 * <p>The load program is our own and in C, so that it costs little; figures come from it and from /proc, never from the
 * node. Medians of rounds of one run may be compared with each other, and with nothing else. Start reading at
 * {@link dev.holdfast.tests.bench.Bench}.
 */
@NullMarked
package dev.holdfast.tests.bench;

import org.jspecify.annotations.NullMarked;
