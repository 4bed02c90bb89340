@NullMarked
package dev.holdfast.actors;

import org.jspecify.annotations.NullMarked;
