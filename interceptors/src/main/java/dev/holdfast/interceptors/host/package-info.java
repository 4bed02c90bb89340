/**
 * The host as an administrator sees it: commands, interfaces, kernel settings.
 *
 * <p>Nothing here knows virtual addresses or packets. Everything acts in the network namespace of the calling thread. Start
 * reading at {@link dev.holdfast.interceptors.host.Command}.
 */
@NullMarked
package dev.holdfast.interceptors.host;

import org.jspecify.annotations.NullMarked;
