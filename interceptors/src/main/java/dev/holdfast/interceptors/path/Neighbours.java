package dev.holdfast.interceptors.path;

import dev.holdfast.protocol.wire.IpAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who is reached through which hardware address, learned from what arrived; the least recently used go first. */
final class Neighbours {

    static final long UNKNOWN = 0;

    private static final int ENTRIES_MAX = 4096;

    private final Map<IpAddress, Long> macs = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<IpAddress, Long> eldest) {
            return size() > ENTRIES_MAX;
        }
    };

    void learn(IpAddress address, long mac) {
        macs.put(address, mac);
    }

    long macOf(IpAddress address) {
        return macs.getOrDefault(address, UNKNOWN);
    }
}
