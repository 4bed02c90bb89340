@NullMarked
package dev.holdfast.persistence.quorum;

import org.jspecify.annotations.NullMarked;
