package dev.holdfast.actors.node;

import dev.holdfast.config.LimitSettings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.address.Announcement;
import dev.holdfast.interceptors.address.BypassResult;
import dev.holdfast.interceptors.address.VipClaim;
import dev.holdfast.interceptors.address.VipClaims;
import dev.holdfast.interceptors.address.VipPlacement;
import dev.holdfast.interceptors.address.VipResponder;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.link.Frame;
import dev.holdfast.interceptors.link.Link;
import dev.holdfast.interceptors.link.PacketSocketLink;
import dev.holdfast.interceptors.link.PcapLink;
import dev.holdfast.interceptors.link.TunLink;
import dev.holdfast.interceptors.link.WireSettings;
import dev.holdfast.interceptors.loop.EventLoop;
import dev.holdfast.interceptors.path.ConnectionJournal;
import dev.holdfast.interceptors.path.PacketPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One virtual address of this node: its links, its place in the host, its packet path and its services.
 *
 * <p>Made and closed by the node's main thread while the loop does not know it; in between owned by the loop's thread.
 */
final class VirtualAddress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VirtualAddress.class);
    private static final Duration BYPASS_CHECK = Duration.ofSeconds(10);

    private final VipSettings settings;
    private final Link wire;
    private final TunLink inner;
    private final VipClaim claim;
    private final VipResponder responder;
    private @Nullable PacketPath path;
    private boolean published;

    /** Written by the loop, read where commands are waited for. */
    private volatile boolean rebuilding;

    private VirtualAddress(VipSettings settings, Link wire, TunLink inner, VipClaim claim, VipResponder responder) {
        this.settings = settings;
        this.wire = wire;
        this.inner = inner;
        this.claim = claim;
        this.responder = responder;
    }

    /** Takes the address into this host, guarded, but does not answer for it yet. */
    static VirtualAddress claim(VipSettings settings, int number, Path stateDirectory) throws NodeFailure {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            Nic nic = Nic.named(settings.interfaceName());
            long mac = settings.virtualMac() == null
                    ? nic.mac()
                    : settings.virtualMac().bits();
            WireSettings wireSettings = new WireSettings(nic, List.of(settings.address()), mac);
            TunLink inner = TunLink.open("hf-tun" + number, nic.mtu());
            opened.push(inner);
            Link wire = switch (settings.link()) {
                case FAST -> PacketSocketLink.open(wireSettings);
                case PCAP4J -> PcapLink.open(wireSettings);
            };
            opened.push(wire);
            VipClaim claim = new VipClaims(stateDirectory)
                    .claim(placement(settings, number), List.of(settings.address()), nic, inner);
            VipResponder responder = new VipResponder(List.of(settings.address()), mac);
            return new VirtualAddress(settings, wire, inner, claim, responder);
        } catch (IOException | IllegalArgumentException failed) {
            opened.forEach(VirtualAddress::closeQuietly);
            throw new NodeFailure("cannot own " + settings.address() + " on " + settings.interfaceName(), failed);
        }
    }

    /** Questions for the address are answered only when its services are there: state before address. */
    private boolean answer(Frame frame, Link link) {
        return published ? responder.handle(frame, link) : VipResponder.isResolution(frame);
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception failed) {
            LOG.warn("while giving up: {}", failed.getMessage());
        }
    }

    private static VipPlacement placement(VipSettings settings, int number) {
        return switch (settings.placement()) {
            case VipSettings.Placement.Host _ -> VipPlacement.HostNamespace.numbered(number);
            case VipSettings.Placement.Namespace namespace -> new VipPlacement.OwnNamespace(namespace.name());
        };
    }

    VipSettings settings() {
        return settings;
    }

    /** A path for this address's packets; {@link #route} puts it to use. */
    PacketPath newPath(ConnectionJournal.Factory journals, LimitSettings limits, EventLoop loop) {
        return new PacketPath(
                settings.address(),
                wire,
                inner,
                loop::nanoTime,
                new PacketPath.Limits(limits.connectionsMax(), limits.halfOpenMax()),
                this::answer,
                journals);
    }

    /** On the loop's thread: where packets go from now on; with none they are dropped. */
    void route(@Nullable PacketPath next) {
        path = next;
    }

    /** Where the servers run, as a file that names the network namespace; none in the host's own. */
    Optional<Path> networkNamespace() {
        return switch (settings.placement()) {
            case VipSettings.Placement.Host _ -> Optional.empty();
            case VipSettings.Placement.Namespace namespace -> Optional.of(Path.of("/run/netns", namespace.name()));
        };
    }

    /** On the loop's thread: packets are read from now on. */
    void attach(EventLoop loop) {
        loop.register(wire.pollFd(), this::wireReadable);
        loop.register(inner.pollFd(), this::innerReadable);
        loop.beforeSleep(this::flush);
    }

    /** On the loop's thread: packets are read no longer. */
    void detach(EventLoop loop) {
        loop.unregister(wire.pollFd());
        loop.unregister(inner.pollFd());
    }

    private void wireReadable() {
        if (path == null) {
            wire.receive(VirtualAddress::ignore);
        } else {
            path.wireReadable();
        }
    }

    private void innerReadable() {
        if (path == null) {
            inner.receive(VirtualAddress::ignore);
        } else {
            path.innerReadable();
        }
    }

    private static void ignore(Frame frame) {
        // the address is another node's
    }

    private void flush() {
        inner.flush();
        wire.flush();
    }

    /** On the loop's thread: the services are there, so the address may be. */
    void publish(EventLoop loop) {
        if (published) {
            return;
        }
        published = true;
        for (Duration delay : Announcement.SCHEDULE) {
            loop.schedule(delay.toNanos(), this::announce);
        }
    }

    /** On the loop's thread: tells the network once more where the address is. */
    void announce() {
        if (published) {
            Announcement.send(List.of(settings.address()), wire);
        }
    }

    /** On the loop's thread: nothing is answered any more. */
    void unpublish() {
        published = false;
    }

    /** Proves that the kernel does not serve the address past the wrap. */
    void refuseBypass() throws NodeFailure {
        try {
            if (claim.check() instanceof BypassResult.Bypassed bypassed) {
                throw new NodeFailure("the kernel would serve " + settings.address() + " past the wrap: "
                        + String.join("; ", bypassed.reasons()));
            }
        } catch (IOException failed) {
            throw new NodeFailure("cannot check who serves " + settings.address(), failed);
        }
    }

    /** How often {@link #watchBypass} is worth calling. */
    static Duration bypassCheckInterval() {
        return BYPASS_CHECK;
    }

    /**
     * Puts the guard back if somebody removed it, and says loudly if the host was changed otherwise so that the wrap is passed by;
     * waits for commands, so not on the loop.
     *
     * @return false if the guard is gone for good: then the address must not stay here
     */
    boolean watchBypass() {
        try {
            switch (claim.keepGuard()) {
                case IN_PLACE -> {}
                case PUT_BACK ->
                    LOG.warn("the packet filter that guards {} was gone, and is there again", settings.address());
                case REFUSED -> {
                    LOG.error("{} is not guarded any more, and the packet filter takes no guard", settings.address());
                    return false;
                }
            }
            if (claim.check() instanceof BypassResult.Bypassed bypassed) {
                LOG.error("{} is served PAST THE WRAP: {}", settings.address(), bypassed.reasons());
            }
        } catch (IOException failed) {
            LOG.warn("cannot check who serves {}: {}", settings.address(), failed.getMessage());
        }
        return true;
    }

    /**
     * On the loop's thread: whether the connections that servers accept from now on are rebuilt ones.
     *
     * @param blocking waits for the host's commands
     */
    void rebuilding(boolean yes, Executor blocking) {
        rebuilding = yes;
        blocking.execute(() -> {
            try {
                claim.keepRoute(() -> rebuilding);
            } catch (IOException failed) {
                LOG.warn("{}: the servers' route stays as it is: {}", settings.address(), failed.getMessage());
            }
        });
    }

    VipResponder responder() {
        return responder;
    }

    Link wire() {
        return wire;
    }

    Link inner() {
        return inner;
    }

    @Override
    public void close() {
        try {
            claim.close();
        } catch (IOException failed) {
            LOG.warn("{} was not put back entirely: {}", settings.address(), failed.getMessage());
        }
        wire.close();
        inner.close();
    }
}
