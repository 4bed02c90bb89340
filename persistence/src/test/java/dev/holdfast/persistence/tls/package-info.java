/** Certificates as a node uses them. */
@NullMarked
package dev.holdfast.persistence.tls;

import org.jspecify.annotations.NullMarked;
