/**
 * Actors on the packet loop: a dispatcher whose executor is the {@code EventLoop}, so that a packet, its connection's actor and
 * the journal need no hand-over between threads.
 *
 * <p>What blocks must not run here: it has the {@code holdfast.blocking-dispatcher}.
 */
@NullMarked
package dev.holdfast.actors.loop;

import org.jspecify.annotations.NullMarked;
