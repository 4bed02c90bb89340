/**
 * Bytes and names of the wire: sequence numbers, addresses, TCP segments with their options, checksums and the packet codec.
 *
 * <p>Nothing here knows a connection's state. 32-bit sequence numbers live in this package only; the rest of the core counts
 * 64-bit stream offsets (I6). Start reading at {@link dev.holdfast.protocol.wire.Segment} and
 * {@link dev.holdfast.protocol.wire.PacketCodec}.
 */
@NullMarked
package dev.holdfast.protocol.wire;

import org.jspecify.annotations.NullMarked;
