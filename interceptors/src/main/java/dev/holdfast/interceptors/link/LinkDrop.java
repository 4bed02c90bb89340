package dev.holdfast.interceptors.link;

/** Why a link did not pass a frame on; the name is a metric label. */
public enum LinkDrop {
    /** Received: shorter than its headers. */
    SHORT,
    /** Received: longer than a slot. */
    TRUNCATED,
    /** Received by the kernel, lost because we did not fetch it in time. */
    KERNEL_DROP,
    /** Received by the reader thread, lost because the loop did not fetch it in time. */
    INTAKE_FULL,
    /** The kernel reported an error instead of a frame. */
    RECEIVE_ERROR,
    /** To be sent: longer than the MTU and nothing that can be segmented. */
    OVERSIZE,
    /** To be sent: the kernel's queue was full. */
    SEND_BUSY,
    /** To be sent: the kernel refused. */
    SEND_ERROR
}
