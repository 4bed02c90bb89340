@NullMarked
package dev.holdfast.interceptors;

import org.jspecify.annotations.NullMarked;
