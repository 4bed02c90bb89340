package dev.holdfast.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of tables and buffers (I11); what happens at each is said in {@code reference.conf}.
 *
 * @param journalShareMax the part of the journal's bytes that one connection may fill, above 0 to 1
 * @param closedKept how long the entries of a closed connection are kept, if there is room
 * @param closedBytesMax client bytes of closed connections that are kept; the oldest go first
 */
public record LimitSettings(
        int connectionsMax,
        int halfOpenMax,
        long heldBytesPerConnectionMax,
        long unstableBytesPerConnectionMax,
        double journalShareMax,
        Duration closedKept,
        long closedBytesMax) {

    static @Nullable LimitSettings read(Section section) {
        int connections = section.integer("connections-max", 1, 1 << 20);
        int halfOpen = section.integer("half-open-max", 1, 1 << 20);
        long held = section.bytes("held-bytes-per-connection-max", 64 * Units.KIB, Units.GIB);
        long unstable = section.bytes("unstable-bytes-per-connection-max", 64 * Units.KIB, Units.GIB);
        double share = section.fraction("journal-share-max");
        if (share == 0.0) {
            section.fault("journal-share-max", "must be above 0");
        }
        Duration kept = section.duration("closed-kept", Duration.ZERO, Duration.ofDays(3650));
        long keptBytes = section.bytes("closed-bytes-max", 0, 1024 * Units.TIB);
        return section.build(() -> new LimitSettings(connections, halfOpen, held, unstable, share, kept, keptBytes));
    }
}
