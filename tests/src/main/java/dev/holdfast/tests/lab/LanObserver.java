package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * tcpdump on the clients' switch of a large lab: every frame that comes out of a host with the virtual address as its source,
 * be it IP, ARP or neighbour discovery, also at a port that is cut: what is judged is what a host says, not who hears it.
 */
public final class LanObserver implements AutoCloseable {

    private static final Duration END = Duration.ofSeconds(5);

    private final Map<Integer, String> hosts = new HashMap<>();
    private final Turns turns = new Turns();
    private final Client tcpdump;
    private final CompletableFuture<Void> reading;

    private LanObserver(LabPlace place, IpAddress vip) throws InterruptedException {
        LabPlace.HOSTS.forEach(host -> hosts.put(SwitchedNetwork.portNumber(host, SwitchedNetwork.LAN), host));
        CountDownLatch listens = new CountDownLatch(1);
        List<String> command = List.of(
                "tcpdump",
                "-i",
                "any",
                "-y",
                "LINUX_SLL2",
                "-Q",
                "in",
                "-Z",
                "root",
                "-s",
                "64",
                "-U",
                "--immediate-mode",
                "-w",
                "-",
                filter(vip));
        tcpdump = Client.start(place.switchboard(), command, (_, line) -> {
            if (line.contains("listening on")) {
                listens.countDown();
            }
        });
        reading = CompletableFuture.runAsync(this::read, Thread::startVirtualThread);
        if (!listens.await(10, TimeUnit.SECONDS)) {
            throw new CommandFailure(ExitCode.FAILED, "tcpdump does not listen: " + tcpdump.lastWords(), "");
        }
    }

    /** Starts to watch; returns when every later frame will be seen. */
    public static LanObserver on(Lab lab) throws InterruptedException {
        return on(lab.place(), lab.addressing().vip());
    }

    static LanObserver on(LabPlace place, String vip) throws InterruptedException {
        return new LanObserver(place, IpAddress.parse(vip));
    }

    /** What was seen so far; goes on growing. */
    public Turns turns() {
        return turns;
    }

    /** Stops, and waits for what was seen until now; a failure of tcpdump itself is one of this call. */
    public Turns stop() throws InterruptedException {
        tcpdump.interrupt();
        tcpdump.exit(END);
        reading.join();
        return turns;
    }

    @Override
    public void close() {
        tcpdump.close();
    }

    private void read() {
        try {
            CaptureStream.read(tcpdump.out(), frame -> {
                String host = hosts.get(frame.interfaceNumber());
                if (host != null) {
                    turns.add(new Sighting(frame.atMicros(), host));
                }
            });
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    /** "src host" includes ARP's sender; an IPv6 neighbour advertisement names its target at offset 48 of the packet. */
    static String filter(IpAddress vip) {
        if (!vip.v6()) {
            return "src host " + vip;
        }
        return "src host %s or (icmp6 and ip6[40] == 136 and ip6[48:4] == %s and ip6[52:4] == %s and ip6[56:4] == %s and ip6[60:4] == %s)"
                .formatted(vip, word(vip.high() >>> 32), word(vip.high()), word(vip.low() >>> 32), word(vip.low()));
    }

    private static String word(long bits) {
        return "0x%08x".formatted(bits & 0xffff_ffffL);
    }
}
