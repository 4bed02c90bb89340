/**
 * Owning a virtual address: answering ARP and Neighbor Discovery for it, placing it in the host so that only the wrap serves it,
 * announcing it, and proving that nothing else does.
 *
 * <p>Nothing here decides who owns an address; that is a matter of epochs. Start reading at
 * {@link dev.holdfast.interceptors.address.VipClaims} and {@link dev.holdfast.interceptors.address.VipResponder}.
 */
@NullMarked
package dev.holdfast.interceptors.address;

import org.jspecify.annotations.NullMarked;
