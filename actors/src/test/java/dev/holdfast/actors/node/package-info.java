/** Tests of the package of the same name. */
@NullMarked
package dev.holdfast.actors.node;

import org.jspecify.annotations.NullMarked;
