package dev.holdfast.actors.cli;

import java.util.Locale;

/** Numbers for people: three digits and a binary unit. */
final class Quantities {

    private static final String UNITS = "KMGTP";

    private Quantities() {}

    /** Such as {@code 12 B}, {@code 1.4 KiB}. */
    static String bytes(long count) {
        if (count < 1024) {
            return count + " B";
        }
        double scaled = count;
        int unit = -1;
        while (scaled >= 1000 && unit < UNITS.length() - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, scaled < 10 ? "%.1f %ciB" : "%.0f %ciB", scaled, UNITS.charAt(unit));
    }
}
