package dev.holdfast.interceptors.path;

import dev.holdfast.protocol.southside.Phase;
import dev.holdfast.protocol.wire.FourTuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of a packet path by their ends; bounded. Owned by the loop's thread. */
final class ConnectionTable {

    /** A finished connection stays this long, because the last segments of both ends still pass (RFC 9293 section 3.4.2). */
    private static final long LINGER_NANOS = 60_000_000_000L;

    /** A handshake that the client does not complete is forgotten. */
    private static final long HALF_OPEN_NANOS = 75_000_000_000L;

    private final Map<FourTuple, ConnectionDriver> connections = new HashMap<>();
    private final int connectionsMax;
    private final int halfOpenMax;

    ConnectionTable(int connectionsMax, int halfOpenMax) {
        this.connectionsMax = connectionsMax;
        this.halfOpenMax = halfOpenMax;
    }

    @Nullable
    ConnectionDriver get(FourTuple tuple) {
        return connections.get(tuple);
    }

    void put(ConnectionDriver driver) {
        connections.put(driver.id().tuple(), driver);
    }

    Collection<ConnectionDriver> all() {
        return connections.values();
    }

    /** Whether one more may be opened; finished ones make room first. */
    boolean hasRoom() {
        if (connections.size() < connectionsMax && halfOpen() < halfOpenMax) {
            return true;
        }
        connections.values().removeIf(driver -> driver.wrap().phase() == Phase.ENDED);
        return connections.size() < connectionsMax && halfOpen() < halfOpenMax;
    }

    /** Connections whose client has not answered the SYN/ACK; counted only when the table is big enough to matter. */
    private long halfOpen() {
        if (connections.size() < halfOpenMax) {
            return 0;
        }
        return connections.values().stream()
                .filter(driver -> driver.wrap().phase() == Phase.OPENING)
                .count();
    }

    List<ConnectionDriver> of(ServiceTap service) {
        List<ConnectionDriver> mine = new ArrayList<>();
        for (ConnectionDriver driver : connections.values()) {
            if (driver.service().equals(service) && driver.wrap().phase() != Phase.ENDED) {
                mine.add(driver);
            }
        }
        return mine;
    }

    void sweep(long nowNanos) {
        for (Iterator<ConnectionDriver> each = connections.values().iterator(); each.hasNext(); ) {
            ConnectionDriver driver = each.next();
            long idle = nowNanos - driver.touchedNanos();
            Phase phase = driver.wrap().phase();
            if (phase == Phase.OPENING
                    && idle > HALF_OPEN_NANOS
                    && driver.service().serving()) {
                driver.abort("handshake never completed");
                each.remove();
            } else if (phase == Phase.ENDED && idle > LINGER_NANOS) {
                each.remove();
            }
        }
    }
}
