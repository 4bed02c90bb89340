@NullMarked
package dev.holdfast.actors.connection;

import org.jspecify.annotations.NullMarked;
