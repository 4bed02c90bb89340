package dev.holdfast.interceptors.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.interceptors.address.Announcement;
import dev.holdfast.interceptors.fence.KernelFence;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.link.PacketSocketLink;
import dev.holdfast.interceptors.link.WireSettings;
import dev.holdfast.protocol.wire.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that announces without pause is frozen; the client's side of the wire tells when it fell silent. */
@Tag("system")
class KernelFenceTest {

    private static final long MILLI = 1_000_000;
    private static final long LEASE = 300 * MILLI;

    @TempDir
    Path state;

    private Lab lab;
    private NamespaceThread host;
    private NamespaceThread client;
    private Nic nic;
    private PacketSocketLink wire;
    private KernelFence fence;
    private PacketSocketLink heard;
    private final AtomicInteger expired = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        lab = new Lab();
        host = new NamespaceThread(Lab.HOST);
        client = new NamespaceThread(Lab.CLIENT);
        nic = host.call(() -> Nic.named(Lab.HOST_NIC));
        wire = host.call(() -> PacketSocketLink.open(new WireSettings(nic, Forwarder.VIPS, nic.mac())));
        Nic clientNic = client.call(() -> Nic.named(Lab.CLIENT_NIC));
        heard = client.call(() -> PacketSocketLink.open(new WireSettings(clientNic, Forwarder.VIPS, clientNic.mac())));
        fence = host.call(() -> KernelFence.arm(state, nic, Forwarder.VIPS, expired::incrementAndGet));
    }

    @AfterEach
    void close() throws Exception {
        shut();
        heard.close();
        wire.close();
        client.close();
        host.close();
        lab.close();
    }

    @Test
    void whatSpeaksForAnAddressPassesOnlyWhileTheLeaseLives() throws Exception {
        for (IpAddress vip : Forwarder.VIPS) {
            assertThat(heard(vip, 20)).isZero();
            fence.grant(System.nanoTime() + LEASE).toCompletableFuture().join();
            assertThat(heard(vip, 20)).isPositive();
            fence.revoke().toCompletableFuture().join();
            assertThat(heard(vip, 20)).isZero();
        }
    }

    @Test
    void fallsSilentWhenTheLeaseIsNotRenewedAndCannotBeRevived() throws Exception {
        for (int freeze = 0; freeze < 3; freeze++) {
            expired.set(0);
            long start = System.nanoTime();
            fence.grant(start + LEASE).toCompletableFuture().join();
            long last = start;
            for (int i = 1; i <= 6; i++) {
                TimeUnit.MILLISECONDS.sleep(40);
                last = System.nanoTime();
                fence.renew(last + LEASE);
            }
            long lastHeard = lastHeard(2 * LEASE) - last;
            System.out.println("last frame " + lastHeard / MILLI + " ms after the last renewal");
            assertThat(lastHeard).isBetween(LEASE - 30 * MILLI, LEASE + 30 * MILLI);

            fence.renew(System.nanoTime() + LEASE);
            assertThat(heard(Forwarder.VIPS.getFirst(), 50)).isZero();
            assertThat(expired).hasValue(1);
        }
    }

    @Test
    void aRenewalTakesLessThanFiveMilliseconds() {
        fence.grant(System.nanoTime() + LEASE).toCompletableFuture().join();
        long worst = 0;
        long sum = 0;
        for (int i = 0; i < 200; i++) {
            long before = System.nanoTime();
            fence.grant(before + LEASE).toCompletableFuture().join();
            long took = System.nanoTime() - before;
            sum += took;
            worst = i < 50 ? 0 : Math.max(worst, took);
        }
        System.out.println("a grant takes " + sum / 200 / 1000 + " us, at most " + worst / 1000);
        assertThat(sum / 200).isLessThan(5 * MILLI);
    }

    @Test
    void aLeaseThatHasPassedIsNotGranted() {
        Assertions.assertThatThrownBy(() ->
                        fence.grant(System.nanoTime() - 1).toCompletableFuture().join())
                .isInstanceOf(CompletionException.class);
    }

    /** As {@code systemctl reload nftables} does. */
    @Test
    void isThereAgainAfterTheHostsPacketFilterWasLoadedAnew() throws Exception {
        fence.grant(System.nanoTime() + LEASE).toCompletableFuture().join();
        Lab.in(Lab.HOST, "nft flush ruleset");
        fence.renew(System.nanoTime() + LEASE);
        for (int i = 0; i < 200 && expired.get() == 0; i++) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(expired).hasValue(1);
        fence.revoke().toCompletableFuture().join();

        fence.grant(System.nanoTime() + LEASE).toCompletableFuture().join();
        assertThat(heard(Forwarder.VIPS.getFirst(), 20)).isPositive();
        TimeUnit.NANOSECONDS.sleep(LEASE);
        assertThat(heard(Forwarder.VIPS.getFirst(), 20)).isZero();
        assertThat(Lab.in(Lab.HOST, "nft list ruleset").lines().filter(line -> line.contains("ip saddr")))
                .hasSize(1);
    }

    @Test
    void leavesTheHostAsItWas() throws Exception {
        assertThat(Lab.in(Lab.HOST, "nft list ruleset")).contains("holdfast_fence");
        shut();
        assertThat(Lab.in(Lab.HOST, "nft list ruleset")).isEmpty();
        try (var files = Files.list(state)) {
            assertThat(files).isEmpty();
        }
    }

    private void shut() throws Exception {
        host.call(() -> {
            fence.close();
            return null;
        });
    }

    /** How many of {@code rounds} announcements for {@code vip} the client's side of the wire sees. */
    private int heard(IpAddress vip, int rounds) throws Exception {
        hear();
        for (int i = 0; i < rounds; i++) {
            announce(vip);
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return hear();
    }

    /** Announces for so long; when the client's side saw the last one. */
    private long lastHeard(long nanos) throws Exception {
        long end = System.nanoTime() + nanos;
        long last = 0;
        while (System.nanoTime() < end) {
            announce(Forwarder.VIPS.getFirst());
            if (hear() > 0) {
                last = System.nanoTime();
            }
        }
        return last;
    }

    private void announce(IpAddress vip) throws Exception {
        host.call(() -> {
            Announcement.send(List.of(vip), wire);
            wire.flush();
            return null;
        });
    }

    private int hear() throws Exception {
        AtomicInteger count = new AtomicInteger();
        client.call(() -> heard.receive(_ -> count.incrementAndGet()));
        return count.get();
    }
}
