package dev.holdfast.interceptors.system;

import dev.holdfast.interceptors.host.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client's namespace and a host's, joined by a veth pair; closing it removes everything. */
final class Lab implements AutoCloseable {

    static final String CLIENT = "lkc";
    static final String HOST = "lkh";
    static final String SERVER = "lks";
    static final String CLIENT_NIC = "lkc0";
    static final String HOST_NIC = "lkh0";
    static final String HOST_V4 = "10.78.0.3";

    private final List<Process> running = new ArrayList<>();

    Lab() throws IOException {
        remove();
        run("ip netns add " + CLIENT);
        run("ip netns add " + HOST);
        run("ip link add " + CLIENT_NIC + " netns " + CLIENT + " type veth peer name " + HOST_NIC + " netns " + HOST);
        address(CLIENT, CLIENT_NIC, "10.78.0.2/24", "fd78::2/64");
        address(HOST, HOST_NIC, HOST_V4 + "/24", "fd78::3/64");
        run("ip -n " + HOST + " link set lo up");
        run("ip -n " + CLIENT + " link set lo up");
    }

    private static void address(String netns, String nic, String v4, String v6) throws IOException {
        run("ip -n " + netns + " address add " + v4 + " dev " + nic);
        run("ip -n " + netns + " address add " + v6 + " dev " + nic + " nodad");
        run("ip -n " + netns + " link set " + nic + " up");
    }

    static String run(String line) throws IOException {
        return Command.of(line.split(" ")).run();
    }

    /** Runs {@code script} in bash inside {@code netns}. */
    static String in(String netns, String script) throws IOException {
        return Command.of("bash", "-c", script)
                .inNamespace(netns)
                .withLimit(Duration.ofSeconds(60))
                .run();
    }

    /** Starts {@code script} inside {@code netns}; it ends with the lab. */
    Process start(String netns, String script) throws IOException {
        Process process = new ProcessBuilder("ip", "netns", "exec", netns, "bash", "-c", "exec " + script)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        running.add(process);
        return process;
    }

    /** Starts a TCP server and waits until it listens. */
    void listen(String netns, int port, String script) throws IOException, InterruptedException {
        start(netns, script);
        in(
                netns,
                "for i in $(seq 500); do ss -Hltn sport = :" + port
                        + " | grep -q . && exit 0; read -t 0.02 <> <(:); done; exit 1");
    }

    /** By ICMP: the JDK uses it when it may. */
    static boolean answersPing(String address) throws Exception {
        try (var client = new NamespaceThread(CLIENT)) {
            return client.call(() -> InetAddress.getByName(address).isReachable(2000));
        }
    }

    private static void remove() throws IOException {
        for (String netns : List.of(CLIENT, HOST, SERVER)) {
            if (Command.of("ip", "netns", "list").run().contains(netns)) {
                Command.of("ip", "netns", "delete", netns).attempt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Process process : running) {
            process.destroyForcibly();
            process.onExit().join();
        }
        remove();
    }
}
