/**
 * What happened to a service's server, as one persistent actor per service: its lives, and at level L1 every recorded outcome in
 * its total order.
 */
@NullMarked
package dev.holdfast.actors.history;

import org.jspecify.annotations.NullMarked;
