package dev.holdfast.protocol.wire;

/** The control bits of a TCP header (RFC 9293 section 3.1; ECE and CWR: RFC 3168). */
public final class TcpFlags {

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    private TcpFlags() {}

    public static String toString(int flags) {
        String names = "FSRPAUEC";
        StringBuilder out = new StringBuilder();
        for (int bit = 0; bit < names.length(); bit++) {
            if ((flags & (1 << bit)) != 0) {
                out.append(names.charAt(bit));
            }
        }
        return out.toString();
    }
}
