package dev.holdfast.actors.doctor;

import dev.holdfast.config.HttpSettings;
import dev.holdfast.protocol.wire.IpAddress;

/** Whom the HTTP port shows clients' addresses to: it has no password. */
record ExposureCheck(HttpSettings http) implements Check {

    @Override
    public String subject() {
        return "http";
    }

    @Override
    public Finding look() {
        if (!http.on()) {
            return new Finding.Fine("off");
        }
        String place = http.address() + " port " + http.port();
        return loopback(http.address())
                ? new Finding.Fine(place + ", this host only")
                : new Finding.Warning(
                        place + " shows clients' addresses to whoever reaches it",
                        "listen on the loopback or a management network (holdfast.http.address)");
    }

    private static boolean loopback(IpAddress address) {
        return address.v6() ? address.high() == 0 && address.low() == 1 : address.low() >>> 24 == 127;
    }
}
