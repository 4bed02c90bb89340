/**
 * The one thread that runs a node's packet path: descriptors, timers and tasks in rounds.
 *
 * <p>Nothing here knows packets or actors; both come as callbacks. Start reading at
 * {@link dev.holdfast.interceptors.loop.EventLoop}.
 */
@NullMarked
package dev.holdfast.interceptors.loop;

import org.jspecify.annotations.NullMarked;
