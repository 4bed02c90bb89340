package dev.holdfast.interceptors.link;

/** How the kernel is to cut a super-packet; the codes are those of virtio's network header. */
public enum Gso {
    NONE(0),
    TCP4(1),
    TCP6(4),
    UDP(5);

    private static final Gso[] BY_CODE = {NONE, TCP4, NONE, NONE, TCP6, UDP, NONE, NONE};

    final int code;

    Gso(int code) {
        this.code = code;
    }

    static Gso ofCode(int code) {
        return BY_CODE[code & 7];
    }
}
