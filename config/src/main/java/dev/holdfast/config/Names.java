package dev.holdfast.config;

import dev.holdfast.protocol.wire.IpAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What names, addresses and paths may look like; every method throws IllegalArgumentException with a message for people. */
final class Names {

    /** The kernel's IFNAMSIZ less the closing zero. */
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,14}");

    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
    private static final Pattern SERVICE = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
    private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,254}");
    private static final Pattern LEADING_ZERO = Pattern.compile("(^|\\.)0\\d");

    private Names() {}

    static String networkInterface(String text) {
        return matching(
                INTERFACE, text, "an interface name has 1 to 15 of a-z A-Z 0-9 _ . - (not @ and what follows it)");
    }

    static String namespace(String text) {
        return matching(NAMESPACE, text, "a namespace name has 1 to 64 of a-z A-Z 0-9 _ . -");
    }

    static String service(String text) {
        return matching(SERVICE, text, "a name has 1 to 32 of a-z 0-9 -");
    }

    static String user(String text) {
        return matching(USER, text, "a user name has 1 to 32 of a-z A-Z 0-9 _ . -");
    }

    /** A variable that a server may be given; those of the shim are not free. */
    static String variable(String text) {
        matching(VARIABLE, text, "a variable's name has letters, digits and _");
        if (text.startsWith("HOLDFAST_")) {
            throw new IllegalArgumentException("variables that begin with HOLDFAST_ belong to the shim");
        }
        return text;
    }

    static String withoutZero(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must not contain a zero character");
        }
        return text;
    }

    static Path absolutePath(String text) {
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("is no path: " + invalid.getReason(), invalid);
        }
        throw new IllegalArgumentException("must be an absolute path, not \"" + text + "\"");
    }

    /** The path of a Unix socket: the kernel takes 107 bytes. */
    static Path socketPath(String text) {
        if (text.length() > 107) {
            throw new IllegalArgumentException("a socket's path has at most 107 characters, this one " + text.length());
        }
        return absolutePath(text);
    }

    static IpAddress virtualAddress(String text) {
        if (text.indexOf('/') >= 0) {
            throw new IllegalArgumentException("is one address without a prefix length, not \"" + text + "\"");
        }
        if (text.indexOf(':') < 0 && LEADING_ZERO.matcher(text).find()) {
            throw new IllegalArgumentException("has a leading zero, which some read as octal: \"" + text + "\"");
        }
        IpAddress address = IpAddress.parse(text);
        if (text.indexOf(':') >= 0 && !address.v6()) {
            throw new IllegalArgumentException("mixes the families: write the IPv4 address as " + address);
        }
        if (!servable(address)) {
            throw new IllegalArgumentException("is not an address that a host can serve: " + address);
        }
        return address;
    }

    /** Where the other nodes reach a node; loopback is for clusters on one machine. */
    static IpAddress nodeAddress(String text) {
        IpAddress address = IpAddress.parse(text);
        return loopback(address) ? address : virtualAddress(text);
    }

    static boolean loopback(IpAddress address) {
        return address.v6() ? address.high() == 0 && address.low() == 1 : address.low() >>> 24 == 127;
    }

    private static boolean servable(IpAddress address) {
        if (address.v6()) {
            boolean multicast = address.high() >>> 56 == 0xff;
            boolean linkLocal = address.high() >>> 54 == 0xfe80 >>> 6;
            boolean unspecifiedOrLoopback = address.high() == 0 && (address.low() == 0 || address.low() == 1);
            return !multicast && !linkLocal && !unspecifiedOrLoopback;
        }
        long first = address.low() >>> 24;
        return first != 0 && first != 127 && first < 224;
    }

    private static String matching(Pattern pattern, String text, String rule) {
        if (!pattern.matcher(text).matches() || text.equals("..")) {
            throw new IllegalArgumentException(rule + "; this is \"" + text + "\"");
        }
        return text;
    }
}
