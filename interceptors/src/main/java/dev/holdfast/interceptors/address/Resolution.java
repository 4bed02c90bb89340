package dev.holdfast.interceptors.address;

/** What became of a received ARP or Neighbor Discovery packet; the name is a metric label. */
public enum Resolution {
    /** It asked for a virtual address and was answered. */
    ANSWERED,
    /** It is not about a virtual address, or asks nothing. */
    NOT_OURS,
    /** It contradicts its RFC and is ignored. */
    MALFORMED,
    /** Another station says that it has a virtual address of ours. */
    CONFLICT
}
