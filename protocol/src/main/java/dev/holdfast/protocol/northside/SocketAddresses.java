package dev.holdfast.protocol.northside;

import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import java.util.Arrays;
import java.util.Optional;

/**
 * The addresses in the detail of ACCEPT, HOLD and LISTEN ({@code struct hf_addresses} in {@code ring.h}). IPv4 addresses of
 * an IPv6 socket are given as IPv4, as they are on the wire.
 */
record SocketAddresses(Endpoint peer, Endpoint local) {

    private static final int HEAD_BYTES = 8;

    static Optional<SocketAddresses> decode(Payload detail) {
        if (detail.length() < HEAD_BYTES) {
            return Optional.empty();
        }
        int size = switch (detail.at(0)) {
            case 4 -> 4;
            case 6 -> 16;
            default -> 0;
        };
        if (size == 0 || detail.length() != HEAD_BYTES + 2 * size) {
            return Optional.empty();
        }
        Endpoint peer = new Endpoint(address(detail, HEAD_BYTES, size), port(detail, 2));
        Endpoint local = new Endpoint(address(detail, HEAD_BYTES + size, size), port(detail, 4));
        return Optional.of(new SocketAddresses(peer, local));
    }

    FourTuple tuple() {
        return new FourTuple(peer, local);
    }

    private static int port(Payload detail, int at) {
        return (detail.at(at) & 0xff) | ((detail.at(at + 1) & 0xff) << 8);
    }

    private static IpAddress address(Payload detail, int from, int size) {
        byte[] bytes = detail.slice(from, size).toArray();
        return isMapped(bytes) ? IpAddress.of(Arrays.copyOfRange(bytes, 12, 16)) : IpAddress.of(bytes);
    }

    /** RFC 4291 section 2.5.5.2. */
    private static boolean isMapped(byte[] bytes) {
        if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
