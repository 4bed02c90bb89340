package dev.holdfast.config;

import org.jspecify.annotations.Nullable;

/**
 * Bounds of tables and buffers (I11); what happens at each is said in {@code reference.conf}.
 *
 * @param journalShareMax the part of the journal's bytes that one connection may fill, above 0 to 1
 */
public record LimitSettings(
        int connectionsMax,
        int halfOpenMax,
        long heldBytesPerConnectionMax,
        long unstableBytesPerConnectionMax,
        double journalShareMax) {

    static @Nullable LimitSettings read(Section section) {
        int connections = section.integer("connections-max", 1, 1 << 20);
        int halfOpen = section.integer("half-open-max", 1, 1 << 20);
        long held = section.bytes("held-bytes-per-connection-max", 64 * Units.KIB, Units.GIB);
        long unstable = section.bytes("unstable-bytes-per-connection-max", 64 * Units.KIB, Units.GIB);
        double share = section.fraction("journal-share-max");
        if (share == 0.0) {
            section.fault("journal-share-max", "must be above 0");
        }
        return section.build(() -> new LimitSettings(connections, halfOpen, held, unstable, share));
    }
}
