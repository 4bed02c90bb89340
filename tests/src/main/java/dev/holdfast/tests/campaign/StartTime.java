package dev.holdfast.tests.campaign;

import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How long a server needs from its start until it accepts, by itself: no recovery can be faster. */
final class StartTime {

    static final int PORT = 9099;

    private static final String CONNECT_UNTIL_IT_WORKS = """
            import socket, sys, time
            began = time.monotonic()
            while True:
                try:
                    socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.0005)
            print((time.monotonic() - began) * 1000)
            """;

    private StartTime() {}

    /** Starts {@code server}, which listens on {@link #PORT}, beside the lab's client and unwrapped. */
    static double measure(Lab lab, List<String> server) {
        String address = lab.addressing().isIpv6() ? "::1" : "127.0.0.1";
        List<String> probe =
                List.of("/usr/bin/python3", "-I", "-S", "-c", CONNECT_UNTIL_IT_WORKS, address, Integer.toString(PORT));
        try (Client running = Client.start(lab, server, (_, _) -> {})) {
            Tool.Ended ended = Tool.run(Duration.ofSeconds(20), lab.onClient(probe));
            return running.runs() && ended.ok()
                    ? Double.parseDouble(ended.out().strip().toLowerCase(Locale.ROOT))
                    : -1;
        }
    }
}
