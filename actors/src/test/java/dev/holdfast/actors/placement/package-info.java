@NullMarked
package dev.holdfast.actors.placement;

import org.jspecify.annotations.NullMarked;
