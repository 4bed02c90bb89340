@NullMarked
package dev.holdfast.persistence;

import org.jspecify.annotations.NullMarked;
