package dev.holdfast.interceptors.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.interceptors.address.BypassResult;
import dev.holdfast.interceptors.address.VipClaim;
import dev.holdfast.interceptors.address.VipClaims;
import dev.holdfast.interceptors.address.VipPlacement;
import dev.holdfast.interceptors.host.Mac;
import dev.holdfast.interceptors.host.Nic;
import dev.holdfast.interceptors.link.StrayWatch;
import dev.holdfast.interceptors.link.TunLink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses are placed in a host whose wrap does not run, so whatever is answered is answered by the kernel. */
@Tag("system")
class ClaimTest {

    private static final String V4 = "10.78.0.10";
    private static final String V6 = "fd78::10";

    @TempDir
    Path state;

    private Lab lab;
    private NamespaceThread host;
    private Nic nic;
    private TunLink tun;

    @BeforeEach
    void open() throws Exception {
        lab = new Lab();
        host = new NamespaceThread(Lab.HOST);
        nic = host.call(() -> Nic.named(Lab.HOST_NIC));
        tun = host.call(() -> TunLink.open(Forwarder.TUN, nic.mtu()));
    }

    @AfterEach
    void close() throws IOException {
        tun.close();
        host.close();
        lab.close();
    }

    private VipClaim claim(VipPlacement placement, Path stateDir) throws Exception {
        return host.call(() -> new VipClaims(stateDir).claim(placement, Forwarder.VIPS, nic, tun));
    }

    private void release(VipClaim claim) throws Exception {
        host.call(() -> {
            claim.close();
            return 0;
        });
    }

    /** Everything of the host that a claim may touch. */
    private static String hostState() throws IOException {
        return Lab.in(
                Lab.HOST,
                "ip -4 rule; ip -6 rule; ip -4 route show table all; nft list ruleset; ip -o addr show | sed 's/ tentative//'; ip netns list | grep -w "
                        + Lab.SERVER + " || true;"
                        + " sysctl net.ipv4.conf." + Lab.HOST_NIC + ".arp_ignore net.ipv4.conf." + Lab.HOST_NIC
                        + ".arp_announce");
    }

    private static List<String> reasons(BypassResult result) {
        return switch (result) {
            case BypassResult.Clean() -> List.of();
            case BypassResult.Bypassed(List<String> reasons) -> reasons;
        };
    }

    @Test
    void putsTheHostBackAsItWasWhenClosed() throws Exception {
        String before = hostState();
        for (VipPlacement placement :
                List.of(VipPlacement.HostNamespace.STANDARD, new VipPlacement.OwnNamespace(Lab.SERVER))) {
            VipClaim claim = claim(placement, state);
            assertThat(hostState()).isNotEqualTo(before);
            release(claim);
            assertThat(state).isEmptyDirectory();
        }
        tun.close();
        tun = host.call(() -> TunLink.open(Forwarder.TUN, nic.mtu()));
        assertThat(hostState()).isEqualTo(before);
    }

    /** A killed process leaves its undo file unlocked, as a copy of it is; its TUN is gone. */
    @Test
    void putsTheHostBackAfterACrash(@TempDir Path left) throws Exception {
        tun.close();
        String before = hostState();
        for (VipPlacement placement :
                List.of(VipPlacement.HostNamespace.STANDARD, new VipPlacement.OwnNamespace(Lab.SERVER))) {
            tun = host.call(() -> TunLink.open(Forwarder.TUN, nic.mtu()));
            claim(placement, state.resolve(placement.getClass().getSimpleName()));
            copy(state.resolve(placement.getClass().getSimpleName()), left);
            tun.close();
            assertThat(hostState()).isNotEqualTo(before);
            assertThat(host.call(() -> new VipClaims(left).cleanUp())).hasSize(1);
            assertThat(hostState()).isEqualTo(before);
            assertThat(left).isEmptyDirectory();
        }
        tun = host.call(() -> TunLink.open(Forwarder.TUN, nic.mtu()));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    @Test
    void neitherCleansUpAfterALivingClaimNorClaimsTwice() throws Exception {
        VipClaim claim = claim(VipPlacement.HostNamespace.STANDARD, state);
        assertThat(host.call(() -> new VipClaims(state).cleanUp())).isEmpty();
        assertThatThrownBy(() -> claim(VipPlacement.HostNamespace.STANDARD, state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("claimed");
        assertThat(host.call(claim::check)).isEqualTo(new BypassResult.Clean());
        release(claim);
    }

    @Test
    void findsEveryWayInWhichTheKernelWouldServeTheAddress() throws Exception {
        VipClaim claim = claim(VipPlacement.HostNamespace.STANDARD, state);
        Lab.in(Lab.HOST, "ip address add " + V4 + "/32 dev lo; ip address add " + V6 + "/128 dev lo");
        assertThat(reasons(host.call(claim::check))).hasSize(2).allMatch(reason -> reason.contains("address of lo"));
        Lab.in(Lab.HOST, "ip address del " + V4 + "/32 dev lo; ip address del " + V6 + "/128 dev lo");

        Lab.in(Lab.HOST, "echo 0 > /proc/sys/net/ipv4/conf/" + Lab.HOST_NIC + "/arp_ignore");
        assertThat(reasons(host.call(claim::check)))
                .hasSize(1)
                .first()
                .asString()
                .contains("arp_ignore");
        Lab.in(Lab.HOST, "echo 1 > /proc/sys/net/ipv4/conf/" + Lab.HOST_NIC + "/arp_ignore");

        Lab.in(Lab.HOST, "nft flush ruleset");
        assertThat(reasons(host.call(claim::check))).hasSize(4).allMatch(reason -> reason.contains("packet filter"));
        Lab.in(Lab.HOST, "ip rule del from " + V4 + "; ip -6 rule del from " + V6);
        assertThat(reasons(host.call(claim::check)))
                .filteredOn(reason -> reason.contains("routed"))
                .hasSize(2);
        release(claim);
    }

    /** As {@code systemctl reload nftables} does; once all, then only what is in the tables. */
    @Test
    void theGuardIsThereAgainAfterTheHostsPacketFilterWasLoadedAnew() throws Exception {
        VipClaim claim = claim(VipPlacement.HostNamespace.STANDARD, state);
        String guarded = Lab.in(Lab.HOST, "nft -s list ruleset");
        assertThat(host.call(claim::keepGuard)).isEqualTo(VipClaim.GuardState.IN_PLACE);

        for (String harm : List.of("nft flush ruleset", "nft list tables inet | sed s/^/'nft flush '/ | bash")) {
            Lab.in(Lab.HOST, harm);
            assertThat(host.call(claim::keepGuard)).isEqualTo(VipClaim.GuardState.PUT_BACK);
            assertThat(Lab.in(Lab.HOST, "nft -s list ruleset").lines())
                    .containsExactlyInAnyOrderElementsOf(guarded.lines().toList());
            assertThat(host.call(claim::keepGuard)).isEqualTo(VipClaim.GuardState.IN_PLACE);
        }
        String mac = Mac.format(nic.mac());
        Lab.in(Lab.CLIENT, "ip neigh replace " + V4 + " lladdr " + mac + " dev " + Lab.CLIENT_NIC);
        assertThat(Lab.answersPing(V4)).isFalse();
        assertThat(echoesSeenByTheHost()).isZero();

        release(claim);
        assertThat(host.call(claim::keepGuard)).isEqualTo(VipClaim.GuardState.IN_PLACE);
        assertThat(Lab.in(Lab.HOST, "nft list ruleset")).isEmpty();
    }

    /** A table with an owner, here another nft, is nobody else's. */
    @Test
    void aGuardThatTheKernelDoesNotTakeIsSaidToBeRefused() throws Exception {
        VipClaim claim = claim(VipPlacement.HostNamespace.STANDARD, state);
        String table = "holdfast_" + V4.replace('.', '_');
        Lab.in(Lab.HOST, "nft flush ruleset");
        Process other = lab.start(Lab.HOST, "nft -i");
        other.outputWriter(StandardCharsets.UTF_8)
                .append("add table inet " + table + " { flags owner; }\n")
                .flush();
        Lab.in(
                Lab.HOST,
                "for i in $(seq 500); do nft list tables | grep -q " + table
                        + " && exit 0; read -t 0.02 <> <(:); done; exit 1");

        assertThat(host.call(claim::keepGuard)).isEqualTo(VipClaim.GuardState.REFUSED);

        other.destroyForcibly().onExit().join();
        assertThat(host.call(claim::keepGuard)).isEqualTo(VipClaim.GuardState.PUT_BACK);
        release(claim);
    }

    /** Clients that know the interface's own Ethernet address already are the worst case. */
    @Test
    void onlyTheGuardKeepsTheKernelFromServingTheAddress() throws Exception {
        VipClaim claim = claim(VipPlacement.HostNamespace.STANDARD, state);
        String mac = Mac.format(nic.mac());
        for (String vip : List.of(V4, V6)) {
            Lab.in(Lab.CLIENT, "ip neigh replace " + vip + " lladdr " + mac + " dev " + Lab.CLIENT_NIC);
            assertThat(Lab.answersPing(vip)).isFalse();
        }
        assertThat(echoesSeenByTheHost()).isZero();

        Lab.in(Lab.HOST, "nft flush ruleset");
        Lab.answersPing(V4);
        Lab.answersPing(V6);
        assertThat(echoesSeenByTheHost()).isGreaterThanOrEqualTo(2);
        release(claim);
    }

    private static long echoesSeenByTheHost() throws IOException {
        String counts = Lab.in(Lab.HOST, "nstat -asz IcmpInEchos Icmp6InEchos");
        return counts.lines()
                .filter(line -> line.contains("InEchos"))
                .mapToLong(line -> Long.parseLong(line.split(" +", 3)[1]))
                .sum();
    }

    @Test
    void countsWhatLeavesPastTheWrap() throws Exception {
        VipClaim claim = claim(VipPlacement.HostNamespace.STANDARD, state);
        try (StrayWatch watch = host.call(() -> StrayWatch.open(nic, Forwarder.VIPS))) {
            Lab.answersPing(Lab.HOST_V4);
            watch.receive();
            assertThat(watch.strays()).isZero();

            Lab.in(Lab.HOST, "nft flush ruleset; ip rule del from " + V4);
            Lab.in(
                    Lab.CLIENT,
                    "ip neigh replace " + V4 + " lladdr " + Mac.format(nic.mac()) + " dev " + Lab.CLIENT_NIC);
            assertThat(Lab.answersPing(V4)).isTrue();
            watch.receive();
            assertThat(watch.strays()).isPositive();
        }
        release(claim);
    }
}
