package dev.holdfast.interceptors.system;

import dev.holdfast.interceptors.address.Announcement;
import dev.holdfast.interceptors.address.VipClaim;
import dev.holdfast.interceptors.address.VipClaims;
import dev.holdfast.interceptors.address.VipPlacement;
import dev.holdfast.interceptors.address.VipResponder;
import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.interceptors.link.PacketSocketLink;
import dev.holdfast.interceptors.link.PcapLink;
import dev.holdfast.interceptors.link.TunLink;
import dev.holdfast.interceptors.link.WireSettings;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A wrap that does nothing: what comes from the wire goes to the server and back, on an event loop of its own. */
final class Forwarder implements AutoCloseable {

    static final String TUN = "lkt0";
    static final List<IpAddress> VIPS = List.of(IpAddress.parse("10.78.0.10"), IpAddress.parse("fd78::10"));

    enum Wire {
        FAST,
        PCAP
    }

    private final NamespaceThread thread;
    private final EventLoop loop = new EventLoop((where, cause) -> new AssertionError(where, cause).printStackTrace());
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    final Link wire;
    final TunLink server;
    final VipClaim claim;
    final VipResponder responder;
    private long clientMac = Mac.BROADCAST;

    Forwarder(Wire kind, VipPlacement placement, boolean virtualMac, Path stateDir) throws Exception {
        thread = new NamespaceThread(Lab.HOST);
        Nic nic = thread.call(() -> Nic.named(Lab.HOST_NIC));
        long mac = virtualMac ? Mac.virtualFor(VIPS.getFirst()) : nic.mac();
        var settings = new WireSettings(nic, VIPS, mac);
        server = thread.call(() -> TunLink.open(TUN, nic.mtu()));
        claim = thread.call(() -> new VipClaims(stateDir).claim(placement, VIPS, nic, server));
        wire = thread.call(() -> kind == Wire.FAST ? PacketSocketLink.open(settings) : PcapLink.open(settings));
        responder = new VipResponder(VIPS, mac);
        loop.register(wire.pollFd(), () -> wire.receive(this::inbound));
        loop.register(server.pollFd(), () -> server.receive(this::outbound));
        loop.beforeSleep(wire::flush);
        loop.beforeSleep(server::flush);
        thread.start(() -> {
            loop.run();
            ended.complete(true);
        });
        loop.execute(() -> Announcement.send(VIPS, wire));
    }

    private void inbound(Frame frame) {
        if (!responder.handle(frame, wire)) {
            clientMac = frame.sourceMac();
            server.send(frame, 0);
        }
    }

    private void outbound(Frame frame) {
        wire.send(frame, clientMac);
    }

    /** Seconds of CPU of this whole process so far. */
    static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    String report() {
        var text = new CompletableFuture<String>();
        loop.execute(() -> text.complete("wire " + wire.counters() + "\nserver " + server.counters()));
        return text.join();
    }

    <T> T inHost(Callable<T> task) throws Exception {
        try (var helper = new NamespaceThread(Lab.HOST)) {
            return helper.call(task);
        }
    }

    /** Ends as a killed process does: nothing is undone but what the kernel undoes. */
    void crash() {
        loop.stop();
        ended.join();
        wire.close();
        server.close();
        thread.close();
    }

    @Override
    public void close() throws IOException {
        loop.execute(() -> loop.unregister(server.pollFd()));
        try {
            inHost(() -> {
                claim.close();
                return 0;
            });
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
        crash();
    }
}
