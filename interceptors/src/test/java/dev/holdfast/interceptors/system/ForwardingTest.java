package dev.holdfast.interceptors.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.interceptors.address.BypassResult;
import dev.holdfast.interceptors.address.VipPlacement;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("system")
class ForwardingTest {

    private static final int MEGABYTES = 60;

    @TempDir
    Path state;

    @ParameterizedTest
    @CsvSource({
        "FAST, own namespace, true",
        "FAST, own namespace, false",
        "FAST, host, true",
        "FAST, host, false",
        "PCAP, own namespace, true",
        "PCAP, host, true",
        "PCAP, host, false"
    })
    void carriesRealTcpBothWaysUnchanged(Forwarder.Wire wire, String place, boolean virtualMac) throws Exception {
        boolean own = place.equals("own namespace");
        VipPlacement placement = own ? new VipPlacement.OwnNamespace(Lab.SERVER) : VipPlacement.HostNamespace.STANDARD;
        String server = own ? Lab.SERVER : Lab.HOST;
        try (var lab = new Lab();
                var forwarder = new Forwarder(wire, placement, virtualMac, state)) {
            assertThat(forwarder.inHost(forwarder.claim::check)).isEqualTo(new BypassResult.Clean());
            assertThat(Lab.answersPing("10.78.0.10")).isTrue();
            assertThat(Lab.answersPing("fd78::10")).isTrue();
            lab.listen(server, 7001, "socat -u TCP6-LISTEN:7001,fork,reuseaddr SYSTEM:'sha256sum > " + state + "/up'");
            lab.listen(server, 7002, "socat -U TCP6-LISTEN:7002,fork,reuseaddr SYSTEM:'" + source() + "'");
            String expected = Lab.in(Lab.CLIENT, source() + " | sha256sum").strip();
            for (String vip : new String[] {"10.78.0.10", "[fd78::10]"}) {
                assertThat(Lab.in(Lab.CLIENT, "socat -u TCP:" + vip + ":7002 STDOUT | sha256sum")
                                .strip())
                        .isEqualTo(expected);
                Lab.in(Lab.CLIENT, source() + " | socat -u STDIN TCP:" + vip + ":7001");
                assertThat(Lab.in(
                                        server,
                                        "until [ -s " + state + "/up ]; do read -t 0.02 <> <(:); done; cat " + state
                                                + "/up; rm " + state + "/up")
                                .strip())
                        .isEqualTo(expected);
            }
            assertThat(Lab.in(server, "nstat -az TcpExtTCPChallengeACK | tail -1"))
                    .contains(" 0 ");
        }
        assertThat(Lab.run("ip netns list")).doesNotContain("lk");
        assertThat(state).isEmptyDirectory();
    }

    /** The same pseudo-random bytes every time. */
    private static String source() {
        return "openssl enc -aes-128-ctr -K 00 -iv 00 -in /dev/zero 2>/dev/null | head -c " + MEGABYTES + "M";
    }
}
