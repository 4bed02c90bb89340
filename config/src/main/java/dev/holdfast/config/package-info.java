/**
 * The only reader of HOCON: a file becomes immutable settings records, or a list of errors that name file, line and key.
 *
 * <p>Every default and unit stands in the {@code reference.conf} beside these classes. Nothing here opens sockets, resolves host
 * names or looks at the machine: whether an interface exists is for the doctor to say. Start reading at
 * {@link dev.holdfast.config.Settings}.
 */
@NullMarked
package dev.holdfast.config;

import org.jspecify.annotations.NullMarked;
