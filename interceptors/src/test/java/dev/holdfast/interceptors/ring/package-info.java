@NullMarked
package dev.holdfast.interceptors.ring;

import org.jspecify.annotations.NullMarked;
