/**
 * The persistent actors of the virtual addresses that this node owns, hosted where the packets are.
 *
 * <p>Sharding decides where a connection lives; a keeper hosts it there without waiting for sharding's decision.
 */
@NullMarked
package dev.holdfast.actors.keeper;

import org.jspecify.annotations.NullMarked;
