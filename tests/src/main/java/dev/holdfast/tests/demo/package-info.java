/**
 * The demonstration: four acts in which an unmodified server is killed while an unmodified client looks on.
 *
 * <p>What it reports comes from the client program, from the packets in the client's namespace and from digests; never
 * from the node. Start reading at {@link dev.holdfast.tests.demo.DemoCommand}.
 */
@NullMarked
package dev.holdfast.tests.demo;

import org.jspecify.annotations.NullMarked;
