@NullMarked
package dev.holdfast.protocol.northside;

import org.jspecify.annotations.NullMarked;
