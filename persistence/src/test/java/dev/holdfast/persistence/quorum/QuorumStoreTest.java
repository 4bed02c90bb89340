package dev.holdfast.persistence.quorum;

import dev.holdfast.config.Settings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Without a network. */
final class QuorumStoreTest extends QuorumStoreContract {

    private final Map<String, InProcessTransport> wires = new ConcurrentHashMap<>();

    @Override
    Transport transport(Settings settings, long itsLife) {
        return new InProcessTransport(wires, settings.node().name(), itsLife);
    }
}
