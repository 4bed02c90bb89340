/**
 * How a new incarnation of the server is brought to where the old one was: the forged handshake, the replay of the client's
 * bytes, and the judgment on a request that kills every server it meets.
 *
 * <p>Pure, and independent of the wrap that uses it: offsets and payloads only. Start reading at
 * {@link dev.holdfast.protocol.recovery.ForgedHandshake}.
 */
@NullMarked
package dev.holdfast.protocol.recovery;

import org.jspecify.annotations.NullMarked;
