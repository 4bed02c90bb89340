@NullMarked
package dev.holdfast.persistence.journal;

import org.jspecify.annotations.NullMarked;
