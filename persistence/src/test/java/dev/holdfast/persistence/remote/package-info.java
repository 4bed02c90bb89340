@NullMarked
package dev.holdfast.persistence.remote;

import org.jspecify.annotations.NullMarked;
