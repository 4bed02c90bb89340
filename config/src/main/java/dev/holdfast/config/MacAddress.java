package dev.holdfast.config;

import java.util.HexFormat;
import java.util.Locale;

/** A unicast hardware address of six bytes, in the low 48 bits. */
public record MacAddress(long bits) {

    public MacAddress {
        if (bits >>> 48 != 0 || ((bits >>> 40) & 1) != 0 || bits == 0) {
            throw new IllegalArgumentException("is not a unicast hardware address: " + Long.toHexString(bits));
        }
    }

    /** @throws IllegalArgumentException unless {@code text} looks like {@code 02:00:5e:10:00:01} */
    public static MacAddress parse(String text) {
        if (!text.matches("(\\p{XDigit}{2}:){5}\\p{XDigit}{2}")) {
            throw new IllegalArgumentException("a hardware address looks like 02:00:5e:10:00:01, not \"" + text + "\"");
        }
        return new MacAddress(HexFormat.fromHexDigitsToLong(text.replace(":", "")));
    }

    /** The six bytes in the order of the wire. */
    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (bits >>> (8 * (5 - i)));
        }
        return bytes;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes()).toLowerCase(Locale.ROOT);
    }
}
