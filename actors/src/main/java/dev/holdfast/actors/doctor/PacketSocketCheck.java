package dev.holdfast.actors.doctor;

import dev.holdfast.interceptors.libc.FileCalls;
import dev.holdfast.interceptors.libc.Libc;
import dev.holdfast.interceptors.libc.SocketCalls;

/** Whether this process may see frames: one packet(7) socket is opened, bound to nothing, and closed. */
record PacketSocketCheck() implements Check {

    @Override
    public String subject() {
        return "packet socket";
    }

    @Override
    public Finding look() {
        int socket = SocketCalls.socket(SocketCalls.AF_PACKET, SocketCalls.SOCK_RAW | SocketCalls.SOCK_CLOEXEC, 0);
        if (socket < 0) {
            return new Finding.Failure(
                    "AF_PACKET cannot be opened: " + Libc.describe(Libc.errno()),
                    "run as root; in a container it needs CAP_NET_RAW and a seccomp profile that lets it");
        }
        FileCalls.close(socket);
        return new Finding.Fine("AF_PACKET opens");
    }
}
