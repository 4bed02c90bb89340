/** Tests of {@code quorum}, beside it so that they see what is package-private. */
@NullMarked
package dev.holdfast.protocol.quorum;

import org.jspecify.annotations.NullMarked;
