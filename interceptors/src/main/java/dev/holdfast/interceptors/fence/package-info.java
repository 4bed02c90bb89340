/**
 * The kernel fence (I9): the packet filter lets a virtual address speak only while a lease lives in the kernel itself.
 *
 * <p>It holds when this process is paused, starved or gone. Who holds the lease, and until when, is decided elsewhere; start with
 * {@link dev.holdfast.interceptors.fence.KernelFence}.
 */
@NullMarked
package dev.holdfast.interceptors.fence;

import org.jspecify.annotations.NullMarked;
