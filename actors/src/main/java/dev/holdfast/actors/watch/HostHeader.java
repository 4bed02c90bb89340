package dev.holdfast.actors.watch;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name by which a browser believes to reach us. */
final class HostHeader {

    private static final Pattern ADDRESS_OR_LOCAL =
            Pattern.compile("(localhost|[0-9.]+|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?");

    private HostHeader() {}

    /** Whether it is one that nobody else can have put into the name service. */
    static boolean isTrusted(@Nullable String host) {
        return host != null && ADDRESS_OR_LOCAL.matcher(host).matches();
    }
}
