/** Tests of {@code wire}, beside it so that they see what is package-private. Property tests are seeded. */
@NullMarked
package dev.holdfast.protocol.wire;

import org.jspecify.annotations.NullMarked;
