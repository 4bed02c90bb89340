package dev.holdfast.interceptors.address;

import dev.holdfast.interceptors.host.Command;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.link.TunLink;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Places virtual addresses so that this host's kernel holds them for the server and yet never serves them to the wire itself.
 *
 * <p>Every change is in an undo file before it is made, so that a killed process leaves nothing that {@link #cleanUp} cannot put
 * back. The guard comes first and goes last: at no instant does the kernel own an unguarded address.
 */
public final class VipClaims {

    private final Path stateDir;

    /** @param stateDir a directory of root's that survives the process */
    public VipClaims(Path stateDir) {
        this.stateDir = stateDir;
    }

    /** Places {@code vips} behind {@code tun}, whose wire is {@code nic}; all in the calling thread's network namespace. */
    public VipClaim claim(VipPlacement placement, List<IpAddress> vips, Nic nic, TunLink tun) throws IOException {
        var guard = new Guard(List.copyOf(vips), nic.name(), tun.name());
        UndoLog log = UndoLog.create(stateDir, guard.table());
        var claim = new VipClaim(placement, guard, log, route(placement, vips, tun));
        try {
            for (Change change : guard.changes()) {
                log.make(change);
            }
            switch (placement) {
                case VipPlacement.OwnNamespace own -> placeInNamespace(own.netns(), vips, tun, log);
                case VipPlacement.HostNamespace host -> placeInHost(host, vips, nic, tun, log);
            }
            claim.route().lay();
            return claim;
        } catch (IOException | RuntimeException e) {
            undoAfter(e, claim);
            throw e;
        }
    }

    /**
     * Installs a packet filter table of the family netdev; closing removes it, and {@link #cleanUp} does after a killed process.
     *
     * @param rules the table as nft reads it
     */
    public Closeable filter(String table, String rules) throws IOException {
        UndoLog log = UndoLog.create(stateDir, table);
        Closeable installed = () -> {
            try (log) {
                log.undo();
            }
        };
        try {
            log.make(new Change.FilterTable("netdev", table, rules));
            return installed;
        } catch (IOException | RuntimeException e) {
            try {
                installed.close();
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /**
     * Puts back what killed processes left; a living one's claims stay.
     *
     * @return the files that were worked off
     */
    public List<Path> cleanUp() throws IOException {
        if (!Files.isDirectory(stateDir)) {
            return List.of();
        }
        List<Path> done = new ArrayList<>();
        for (Path file : UndoLog.files(stateDir)) {
            var adopted = UndoLog.adopt(stateDir, file);
            if (adopted.isPresent()) {
                try (UndoLog log = adopted.get()) {
                    log.undo();
                    done.add(file);
                }
            }
        }
        return done;
    }

    private static void placeInNamespace(String netns, List<IpAddress> vips, TunLink tun, UndoLog log)
            throws IOException {
        boolean exists = Command.of("ip", "netns", "list")
                .run()
                .lines()
                .anyMatch(line -> line.equals(netns) || line.startsWith(netns + " "));
        if (!exists) {
            log.make(new Change.Namespace(netns));
        }
        ip("", "link", "set", tun.name(), "netns", netns);
        ip(netns, "link", "set", "lo", "up");
        bringUp(netns, vips, tun, log);
    }

    private static void placeInHost(
            VipPlacement.HostNamespace host, List<IpAddress> vips, Nic nic, TunLink tun, UndoLog log)
            throws IOException {
        String conf = "net/ipv4/conf/" + nic.name() + "/";
        log.make(new Change.Setting(conf + "arp_ignore", "1", log.before()));
        log.make(new Change.Setting(conf + "arp_announce", "2", log.before()));
        String table = Integer.toString(host.table());
        for (IpAddress vip : vips) {
            log.make(new Change.Rule(version(vip), vip.toString(), table, Integer.toString(host.priority())));
        }
        bringUp("", vips, tun, log);
    }

    private static InnerRoute route(VipPlacement placement, List<IpAddress> vips, TunLink tun) {
        return switch (placement) {
            case VipPlacement.OwnNamespace own -> new InnerRoute(own.netns(), vips, tun.name(), List.of());
            case VipPlacement.HostNamespace host ->
                new InnerRoute("", vips, tun.name(), List.of("table", Integer.toString(host.table())));
        };
    }

    /** Without an address of its own making, so that nothing but the virtual addresses speaks through the inner link. */
    private static void bringUp(String netns, List<IpAddress> vips, TunLink tun, UndoLog log) throws IOException {
        ip(netns, "link", "set", tun.name(), "mtu", Integer.toString(tun.mtu()), "addrgenmode", "none");
        for (IpAddress vip : vips) {
            log.make(new Change.Address(netns, tun.name(), vip + (vip.v6() ? "/128" : "/32")));
        }
        ip(netns, "link", "set", tun.name(), "up");
    }

    private static void ip(String netns, String... command) throws IOException {
        Command.of(Change.inNamespace(netns, command)).run();
    }

    private static String version(IpAddress vip) {
        return vip.v6() ? "-6" : "-4";
    }

    private static void undoAfter(Exception cause, VipClaim claim) {
        try {
            claim.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
