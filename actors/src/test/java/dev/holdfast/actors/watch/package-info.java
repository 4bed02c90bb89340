/** Tests of the package of the same name. */
@NullMarked
package dev.holdfast.actors.watch;

import org.jspecify.annotations.NullMarked;
