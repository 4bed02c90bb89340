@NullMarked
package dev.holdfast.actors.history;

import org.jspecify.annotations.NullMarked;
