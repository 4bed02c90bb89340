/**
 * Scenarios whose facts go through the product's own persistent actor, on Akka's test kits.
 *
 * <p>Start at {@link dev.holdfast.testkit.actors.ConnectionActors}. The models know nothing of this.
 */
@NullMarked
package dev.holdfast.testkit.actors;

import org.jspecify.annotations.NullMarked;
