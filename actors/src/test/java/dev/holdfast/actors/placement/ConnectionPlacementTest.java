package dev.holdfast.actors.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.holdfast.actors.connection.ConnectionSummary;
import dev.holdfast.actors.connection.ConnectionSummary.State;
import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.protocol.connection.ConnectionEvent.ClientBytesLogged;
import dev.holdfast.protocol.connection.ConnectionEvent.ConnectionOpened;
import dev.holdfast.protocol.connection.ConnectionId;
import dev.holdfast.protocol.connection.SynProfile;
import dev.holdfast.protocol.wire.Endpoint;
import dev.holdfast.protocol.wire.FourTuple;
import dev.holdfast.protocol.wire.IpAddress;
import dev.holdfast.protocol.wire.Payload;
import dev.holdfast.protocol.wire.SeqNum;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, two owners and a witness, each with an actor system and a copy of the journal of its own. */
@Timeout(120)
class ConnectionPlacementTest {

    private static final List<String> NAMES = List.of("alpha", "beta", "gamma");
    private static final SynProfile SYN = new SynProfile(1440, 7, true, true, 64_800, 2, 0);
    private static final ConnectionId ID = new ConnectionId(
            "web",
            new FourTuple(
                    new Endpoint(IpAddress.parse("10.77.0.1"), 40_001),
                    new Endpoint(IpAddress.parse("10.77.0.10"), 80)),
            SeqNum.of(17));

    @TempDir
    private Path directory;

    private Host alpha;
    private Host beta;
    private Host gamma;

    @BeforeEach
    void start() throws IOException {
        int[] ports = freePorts(6);
        alpha = host("alpha", ports);
        beta = host("beta", ports);
        gamma = host("gamma", ports);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> alpha.members() == 3 && beta.members() == 3 && gamma.members() == 3);
        alpha.takeOver();
        alpha.journal(ID.name(), opened(), bytes(1, 5));
    }

    @AfterEach
    void stop() {
        List.of(alpha, beta, gamma).forEach(Host::close);
    }

    @Test
    void aConnectionIsFoundFromEveryNode() {
        for (Host asked : List.of(alpha, beta, gamma)) {
            assertThat(asked.find(ID.name()))
                    .as("asked on %s", asked.name())
                    .isEqualTo(new PlacementMessage.Found("alpha", open(6)));
        }
    }

    @Test
    void itsActorRecoversOnTheBackupWhenItsNodeDies() {
        assertThat(gamma.find(ID.name())).isEqualTo(new PlacementMessage.Found("alpha", open(6)));

        alpha.die();
        beta.takeOver();
        beta.down(alpha);

        assertThat(gamma.find(ID.name())).isEqualTo(new PlacementMessage.Found("beta", open(6)));
        beta.journal(ID.name(), bytes(6, 4));
        assertThat(gamma.find(ID.name())).isEqualTo(new PlacementMessage.Found("beta", open(10)));
    }

    @Test
    void itFollowsAnAddressThatIsHandedOver() {
        assertThat(gamma.find(ID.name())).isEqualTo(new PlacementMessage.Found("alpha", open(6)));

        alpha.stepDown();
        beta.takeOver();

        for (Host asked : List.of(alpha, beta, gamma)) {
            assertThat(asked.find(ID.name()))
                    .as("asked on %s", asked.name())
                    .isEqualTo(new PlacementMessage.Found("beta", open(6)));
        }
    }

    @Test
    void aConnectionThatNeverWasIsUnknownToTheOwner() {
        String never = ID.name().replace("40001", "40002");

        assertThat(gamma.find(never))
                .isEqualTo(new PlacementMessage.Found("alpha", new ConnectionSummary(never, State.UNKNOWN, 0, 0, 0)));
    }

    private static ConnectionOpened opened() {
        return new ConnectionOpened(ID, SeqNum.of(17), SYN, SYN, 3, 1, 0);
    }

    private static ClientBytesLogged bytes(long offset, int length) {
        return new ClientBytesLogged(offset, Payload.of(new byte[length]), false);
    }

    private static ConnectionSummary open(long logged) {
        return new ConnectionSummary(ID.name(), State.OPEN, logged, 0, 3);
    }

    /** All join the witness. */
    private Host host(String name, int[] ports) {
        int number = NAMES.indexOf(name);
        SettingsResult result =
                Settings.parse(name, """
                holdfast.node { name = "%s", state-directory = "%s", admin-socket = "/run/hf.sock" }
                holdfast.cluster {
                  lease = 300 ms, insecure = true
                  nodes = [
                    { name = alpha, role = server, address = "127.0.0.1", cluster-port = 1, journal-port = %d }
                    { name = beta, role = server, address = "127.0.0.1", cluster-port = 2, journal-port = %d }
                    { name = gamma, role = witness, address = "127.0.0.1", cluster-port = 3, journal-port = %d }
                  ]
                }
                holdfast.journal { store = memory, memory-bytes-max = 64 MiB }
                holdfast.vips = [{ address = "10.77.0.10", interface = eth0, owners = [alpha, beta]
                  services = [{ name = web, port = 80, command = [ "/bin/true" ] }] }]
                """.formatted(name, directory.resolve(name), ports[0], ports[1], ports[2]));
        if (result instanceof SettingsResult.Invalid invalid) {
            throw new AssertionError(invalid.errors());
        }
        Settings settings = ((SettingsResult.Loaded) result).settings();
        return new Host(settings, ports[3 + number], ports[5], System.currentTimeMillis());
    }

    private static int[] freePorts(int count) throws IOException {
        int[] ports = new int[count];
        ServerSocket[] held = new ServerSocket[count];
        for (int i = 0; i < count; i++) {
            held[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ports[i] = held[i].getLocalPort();
        }
        for (ServerSocket each : held) {
            each.close();
        }
        return ports;
    }
}
