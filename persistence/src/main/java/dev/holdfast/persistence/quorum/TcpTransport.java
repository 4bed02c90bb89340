package dev.holdfast.persistence.quorum;

import dev.holdfast.config.Settings;
import java.io.IOException;

/** Stands in until the transport is there. */
public final class TcpTransport {
    private TcpTransport() {}

    public static Transport of(Settings settings, long life) throws IOException {
        throw new IOException("stub " + settings + life);
    }
}
