/**
 * System tests: namespaces, the kernel's TCP on both ends, unmodified servers and clients, {@code kill -9}.
 *
 * <p>All carry the tag {@code system} and need root. They are judged by the clients and by the packets.
 */
@NullMarked
package dev.holdfast.tests.system;

import org.jspecify.annotations.NullMarked;
