@NullMarked
package dev.holdfast.interceptors.process;

import org.jspecify.annotations.NullMarked;
