@NullMarked
package dev.holdfast.persistence.serialization;

import org.jspecify.annotations.NullMarked;
