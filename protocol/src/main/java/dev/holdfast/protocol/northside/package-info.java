/**
 * The north-side wrap: what the shim in the server process reported, and what follows from it.
 *
 * <p>Records come from a ring in shared memory and are checked like bytes from the wire. {@code ServerProcesses} answers the one
 * question that matters for I5: did the program close this connection, or did it die? Start reading at
 * {@link dev.holdfast.protocol.northside.Outcome}.
 */
@NullMarked
package dev.holdfast.protocol.northside;

import org.jspecify.annotations.NullMarked;
