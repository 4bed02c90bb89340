package dev.holdfast.protocol.wire;

/** An address and a port (0 to 65535). */
public record Endpoint(IpAddress address, int port) {

    public Endpoint {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
    }

    @Override
    public String toString() {
        return (address.v6() ? "[" + address + "]" : address.toString()) + ":" + port;
    }
}
