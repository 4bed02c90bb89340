package dev.holdfast.tests.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The network of three hosts without any node: datagrams as the virtual address, by whichever host is told to. */
@Tag("system")
class SwitchedNetworkTest {

    private static final String SEND =
            "import socket, sys; s = socket.socket(socket.AF_INET6 if ':' in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM);"
                    + " s.bind((sys.argv[1], 0)); s.sendto(b'x', (sys.argv[2], 9))";
    private static final String RECEIVED = "Udp6?InDatagrams|Udp6?NoPorts";

    private final LabPlace place = new LabPlace("tnet");

    @BeforeEach
    @AfterEach
    void nothingIsLeft() {
        Demolition.of(place);
        assertThat(place.hasTraces()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.77.0.10", "fd77::10"})
    void theObserverTellsWhoSpokeAlsoAtAPortThatIsCut(String vip) throws InterruptedException {
        Addressing addressing = Addressing.around(vip);
        LabRequest request = LabRequest.of("tnet", 1, List.of("none"))
                .withHosts(LabRequest.Hosts.THREE)
                .withVip(vip);
        LabNetwork.create(place, addressing, request);
        Cuts cuts = new Cuts(place.switchboard());
        try (LanObserver observer = LanObserver.on(place, vip)) {
            speak("alpha", addressing);
            await().until(() -> heard() == 1);
            awaitTurns(observer, "alpha");
            speak("beta", addressing);
            await().until(() -> heard() == 2);
            awaitTurns(observer, "alpha", "beta");

            cuts.cut(List.of("alpha-lan"), Cuts.Direction.OUT);
            assertThat(cuts.present()).containsEntry("alpha-lan", Cuts.Direction.OUT);
            speak("alpha", addressing);
            awaitTurns(observer, "alpha", "beta", "alpha");
            assertThat(heard()).isEqualTo(2);

            cuts.mend(List.of("alpha-lan"));
            assertThat(cuts.present()).isEmpty();
            speak("alpha", addressing);
            await().until(() -> heard() > 2);

            SwitchedNetwork network = new SwitchedNetwork(place, addressing, request);
            network.unplug(place.host("beta"));
            network.plugIn(place.host("beta"));
            speak("beta", addressing);
            awaitTurns(observer, "alpha", "beta", "alpha", "beta");
            assertThat(observer.stop().last("beta")).isPresent();
        }
    }

    private void speak(String host, Addressing addressing) {
        LabPlace.HOSTS.stream()
                .map(place::host)
                .forEach(other -> other.network().in("ip", "addr", "flush", "dev", other.lanInterface()));
        HostPlace speaker = place.host(host);
        LabNetwork.raise(speaker.network(), speaker.lanInterface(), addressing.vip(), addressing);
        speaker.network().in("/usr/bin/python3", "-c", SEND, addressing.vip(), addressing.client());
    }

    private static void awaitTurns(LanObserver observer, String... hosts) {
        await().untilAsserted(() ->
                assertThat(observer.turns().all()).extracting(Turns.Turn::host).containsExactly(hosts));
    }

    /** Datagrams that came to the client's kernel. */
    private long heard() {
        return place.client().counted(RECEIVED);
    }
}
