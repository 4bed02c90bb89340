package dev.holdfast.tests.bench;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.NetworkNamespace;
import dev.holdfast.tests.lab.Procfs;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What Holdfast is compared with, over one set of namespaces: the host's kernel routes to the server, or HAProxy on the host
 * copies between two connections.
 */
final class ReferenceBeds {

    private static final int PORT = 9000;
    private static final int PROXY_PORT = 9001;
    private static final String CLIENT_ADDRESS = "10.78.0.1";
    private static final String HOST_TO_CLIENT = "10.78.0.2";
    private static final String HOST_TO_SERVER = "10.78.1.1";
    private static final String SERVER_ADDRESS = "10.78.1.2";

    private final NetworkNamespace client = new NetworkNamespace("hf-bench-client");
    private final NetworkNamespace host = new NetworkNamespace("hf-bench-host");
    private final NetworkNamespace server = new NetworkNamespace("hf-bench-server");
    private final List<Process> processes = new ArrayList<>();
    private final String load = Checkout.compiled("load").toString();

    private ReferenceBeds() {}

    static List<Bed> create(Path directory, LastWill will) {
        ReferenceBeds beds = new ReferenceBeds();
        beds.remove();
        will.add(beds::remove);
        beds.connect();
        beds.start(beds.server, List.of(beds.load, "serve", SERVER_ADDRESS, Integer.toString(PORT)));
        Process haproxy = beds.start(beds.host, List.of("haproxy", "-db", "-f", configuration(directory)));
        return List.of(beds.bare(), beds.proxied(haproxy));
    }

    private void connect() {
        List.of(client, host, server).forEach(NetworkNamespace::create);
        join(client, "hfb-c", CLIENT_ADDRESS, "hfb-hc", HOST_TO_CLIENT);
        join(server, "hfb-s", SERVER_ADDRESS, "hfb-hs", HOST_TO_SERVER);
        host.in("sysctl", "-qw", "net.ipv4.ip_forward=1");
        client.in("ip", "route", "add", "default", "via", HOST_TO_CLIENT);
        server.in("ip", "route", "add", "default", "via", HOST_TO_SERVER);
    }

    private void join(NetworkNamespace end, String device, String address, String hostDevice, String hostAddress) {
        Tool.must(
                "ip",
                "link",
                "add",
                device,
                "netns",
                end.name(),
                "type",
                "veth",
                "peer",
                "name",
                hostDevice,
                "netns",
                host.name());
        end.in("ip", "addr", "add", address + "/24", "dev", device);
        end.in("ip", "link", "set", device, "up");
        host.in("ip", "addr", "add", hostAddress + "/24", "dev", hostDevice);
        host.in("ip", "link", "set", hostDevice, "up");
    }

    private Process start(NetworkNamespace where, List<String> command) {
        try {
            Process process = new ProcessBuilder(where.entering(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            processes.add(process);
            return process;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private void remove() {
        processes.forEach(Process::destroyForcibly);
        List.of(client, host, server).forEach(NetworkNamespace::delete);
    }

    /** The defaults a user would start with; threads as many as cores. */
    private static String configuration(Path directory) {
        try {
            return Files.writeString(directory.resolve("haproxy.cfg"), """
                            global
                                maxconn 4000
                            defaults
                                mode tcp
                                timeout connect 5s
                                timeout client 60s
                                timeout server 60s
                            listen load
                                bind %s:%d
                                server load %s:%d
                            """.formatted(
                                    HOST_TO_CLIENT, PROXY_PORT, SERVER_ADDRESS, PORT))
                    .toString();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Bed bare() {
        return new Through("bare", SERVER_ADDRESS, PORT, -1);
    }

    private Bed proxied(Process haproxy) {
        return new Through("haproxy", HOST_TO_CLIENT, PROXY_PORT, (int) haproxy.pid());
    }

    /** The way through the host's kernel, or through the process {@code middle} there. */
    private final class Through implements Bed {

        private final String name;
        private final String address;
        private final int port;
        private final int middle;

        Through(String name, String address, int port, int middle) {
            this.name = name;
            this.address = address;
            this.port = port;
            this.middle = middle;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean uploadsOnly() {
            return false;
        }

        @Override
        public List<String> load(String kind, int connections, double seconds, long bytes) {
            return client.entering(LoadRun.command(load, kind, address, port, connections, seconds, bytes));
        }

        @Override
        public double cpuSeconds() {
            return middle < 0
                    ? 0
                    : Procfs.read(middle).map(Procfs.Seen::cpuSeconds).orElse(0.0);
        }
    }
}
