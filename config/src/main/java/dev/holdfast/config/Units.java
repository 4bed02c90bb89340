package dev.holdfast.config;

import com.typesafe.config.ConfigValueType;
import java.time.Duration;

/** How limits and types are put to people in error messages. */
final class Units {

    static final long KIB = 1024;
    static final long MIB = 1024 * KIB;
    static final long GIB = 1024 * MIB;
    static final long TIB = 1024 * GIB;

    private Units() {}

    static String bytes(long bytes) {
        if (bytes >= GIB && bytes % GIB == 0) {
            return bytes / GIB + " GiB";
        }
        if (bytes >= MIB && bytes % MIB == 0) {
            return bytes / MIB + " MiB";
        }
        return bytes >= KIB && bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " bytes";
    }

    static String time(Duration time) {
        if (time.toMillis() % 1000 != 0) {
            return time.toMillis() + " ms";
        }
        long seconds = time.toSeconds();
        return seconds >= 3600 && seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds + " s";
    }

    static String kind(ConfigValueType found) {
        return switch (found) {
            case OBJECT -> "found a group of keys";
            case LIST -> "found a list";
            case NUMBER -> "found a number";
            case BOOLEAN -> "found true or false";
            case STRING -> "found a text";
            case NULL -> "found nothing";
        };
    }
}
