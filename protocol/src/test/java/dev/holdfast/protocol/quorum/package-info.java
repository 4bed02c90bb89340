/** Tests of {@code recovery}, beside it so that they see what is package-private. Property tests are seeded. */
@NullMarked
package dev.holdfast.protocol.quorum;

import org.jspecify.annotations.NullMarked;
