/**
 * The few C library functions that we call, through the foreign-function interface; nothing here knows packets or rings.
 *
 * <p>Start reading at {@link dev.holdfast.interceptors.libc.Libc}.
 */
@NullMarked
package dev.holdfast.interceptors.libc;

import org.jspecify.annotations.NullMarked;
