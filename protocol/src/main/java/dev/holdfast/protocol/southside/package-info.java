/**
 * The south-side wrap: what stands between the wire and the server's own TCP, one pure state machine per connection.
 *
 * <p>Segments go in, segments and facts to journal come out through an {@link dev.holdfast.protocol.southside.Outbox}; time is
 * an argument. No I/O, no clock, no threads. {@link dev.holdfast.protocol.southside.SouthSideWrap} orders the work;
 * {@code InboundLog} knows what of the client is logged and stable (I1), {@code ClientPort} speaks to the client as the one
 * server it knows (I3, I6), {@code ServerPort} speaks to the present server's TCP as the client, {@code HeldOutput} waits for
 * stability (I2), and {@code recovery} rebuilds a server's connection.
 */
@NullMarked
package dev.holdfast.protocol.southside;

import org.jspecify.annotations.NullMarked;
