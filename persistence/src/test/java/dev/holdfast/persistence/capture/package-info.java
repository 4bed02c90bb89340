@NullMarked
package dev.holdfast.persistence.capture;

import org.jspecify.annotations.NullMarked;
