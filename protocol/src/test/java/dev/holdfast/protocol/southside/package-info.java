/** Tests of {@code southside}, beside it so that they see what is package-private. Property tests are seeded. */
@NullMarked
package dev.holdfast.protocol.southside;

import org.jspecify.annotations.NullMarked;
