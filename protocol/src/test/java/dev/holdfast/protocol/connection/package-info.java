/** Tests of {@code connection}, beside it so that they see what is package-private. Property tests are seeded. */
@NullMarked
package dev.holdfast.protocol.connection;

import org.jspecify.annotations.NullMarked;
