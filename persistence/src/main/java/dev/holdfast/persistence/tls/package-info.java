/**
 * Who a node is and whom it believes: certificates as PEM files, the authority that makes them, and the TLS contexts of a node.
 *
 * <p>Every connection between nodes is TLS 1.3 with certificates on both sides, signed by the cluster's own authority. Start with
 * {@link dev.holdfast.persistence.tls.NodeIdentity}.
 */
@NullMarked
package dev.holdfast.persistence.tls;

import org.jspecify.annotations.NullMarked;
