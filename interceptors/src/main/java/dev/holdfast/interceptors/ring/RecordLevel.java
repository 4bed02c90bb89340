package dev.holdfast.interceptors.ring;

/** How much the shim records; the code is the ring header's. */
public enum RecordLevel {
    /** Processes and sockets come and go: what crash-or-close needs (I5). Reads and writes cost a branch. */
    LIFECYCLE(1),
    /** Every outcome that replay needs (I2). */
    OUTCOMES(2);

    private final int code;

    RecordLevel(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
