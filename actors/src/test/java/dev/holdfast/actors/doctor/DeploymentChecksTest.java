package dev.holdfast.actors.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.HttpSettings;
import dev.holdfast.config.JournalSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.config.SettingsResult;
import dev.holdfast.config.TlsSettings;
import dev.holdfast.persistence.tls.CertificateAuthority;
import dev.holdfast.protocol.wire.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentChecksTest {

    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

    @TempDir
    Path directory = Path.of("");

    /** A cluster whose first {@code owners} nodes own the one address, and the rest are witnesses. */
    private static Settings cluster(int owners, int nodes, String more) {
        List<String> names = Stream.of("a", "b", "c", "d").limit(nodes).toList();
        String listed = names.stream()
                .map(name -> "{ name = %s, role = %s, address = 127.0.0.1, cluster-port = %d, journal-port = %d }"
                        .formatted(
                                name,
                                names.indexOf(name) < owners ? "server" : "witness",
                                7000 + names.indexOf(name),
                                8000 + names.indexOf(name)))
                .collect(Collectors.joining(", "));
        return settings("""
                holdfast.node.name = a
                holdfast.cluster.nodes = [%s]
                %s
                holdfast.vips = [{ address = 192.0.2.10, interface = eth0, owners = %s
                  services = [{ name = web, port = 80, command = [nginx] }] }]
                """.formatted(listed, more, names.subList(0, owners)));
    }

    private static Settings settings(String text) {
        assertThat(Settings.parse("test", text)).isInstanceOf(SettingsResult.Loaded.class);
        return ((SettingsResult.Loaded) Settings.parse("test", text)).settings();
    }

    private static Finding copies(int owners, int nodes) {
        Settings settings = cluster(owners, nodes, "");
        return new CopiesCheck(settings.vips().getFirst(), settings.cluster()).look();
    }

    @Test
    void twoOwnersWithoutAWitnessAreAWarning() {
        assertThat(copies(2, 2)).isInstanceOf(Finding.Warning.class);
        assertThat(copies(2, 2).advice()).contains("witness");
        assertThat(copies(2, 3)).isEqualTo(new Finding.Fine("2 owners, 3 copies: any 1 may die"));
        assertThat(copies(2, 4)).isInstanceOf(Finding.Warning.class);
    }

    @Test
    void oneOwnerIsSaidNotToOutliveItsHost() {
        assertThat(copies(1, 3).says()).contains("not the host's");
    }

    @Test
    void aLeaseThatNobodyEnforcesOrThatIsTooShortIsAWarning() {
        assertThat(new LeaseCheck(cluster(2, 3, "").cluster(), true).look()).isInstanceOf(Finding.Fine.class);
        assertThat(new LeaseCheck(cluster(2, 3, "").cluster(), false).look()).isInstanceOf(Finding.Warning.class);
        assertThat(new LeaseCheck(
                                cluster(2, 3, "holdfast.cluster.lease = 60 ms").cluster(), true)
                        .look())
                .isInstanceOf(Finding.Warning.class);
    }

    @Test
    void certificatesAreJudgedByNameDatesAndRights() throws IOException {
        // Given one node's certificate that lasts, and another's that ends soon
        TlsSettings lasting =
                CertificateAuthority.in(directory.resolve("lasting"), 365).issue("a", List.of(LOOPBACK));
        TlsSettings ending =
                CertificateAuthority.in(directory.resolve("ending"), 2).issue("a", List.of(LOOPBACK));

        assertThat(new CertificateCheck("a", lasting).look()).isInstanceOf(Finding.Fine.class);
        assertThat(new CertificateCheck("a", ending).look()).isInstanceOf(Finding.Warning.class);
        assertThat(new CertificateCheck("b", lasting).look())
                .isInstanceOf(Finding.Failure.class)
                .extracting(Finding::says)
                .asString()
                .contains("does not name this node, b");
        assertThat(new CertificateCheck("a", new TlsSettings(lasting.certificate(), ending.key(), lasting.authority()))
                        .look())
                .isInstanceOf(Finding.Failure.class);
        assertThat(new CertificateCheck("a", null).look()).isInstanceOf(Finding.Warning.class);

        // When others may read the key
        Files.setPosixFilePermissions(lasting.key(), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(new CertificateCheck("a", lasting).look().advice()).isEqualTo("chmod 600 " + lasting.key());
    }

    @Test
    void aPeerThatDoesNotListenIsNamedWithItsPort() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            int open = listening.getLocalPort();
            int closed = closedPort();

            assertThat(new PeerCheck(peer(open, open)).look()).isInstanceOf(Finding.Fine.class);
            assertThat(new PeerCheck(peer(open, closed)).look())
                    .isInstanceOf(Finding.Warning.class)
                    .extracting(Finding::says)
                    .isEqualTo("journal port " + closed + " of 127.0.0.1 is refused");
        }
    }

    private static ClusterNode peer(int clusterPort, int journalPort) {
        return new ClusterNode("b", ClusterNode.Role.SERVER, LOOPBACK, clusterPort, journalPort);
    }

    private static int closedPort() throws IOException {
        try (ServerSocket closing = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return closing.getLocalPort();
        }
    }

    @Test
    void aNodeThatIsConfiguredDifferentlyIsNamedWithWhatDiffers() throws IOException {
        JsonNode status = new ObjectMapper().readTree("""
                {"peers": [{"node": "beta", "configured_differently": []},
                           {"node": "gamma", "configured_differently": ["cluster.lease", "limits"]}]}
                """);

        Finding finding = new AgreementCheck(() -> status).look();

        assertThat(finding).isInstanceOf(Finding.Warning.class);
        assertThat(finding.says()).isEqualTo("gamma differs in cluster.lease, limits");
        ((ArrayNode) status.path("peers")).remove(1);
        assertThat(new AgreementCheck(() -> status).look()).isInstanceOf(Finding.Fine.class);
        assertThat(new AgreementCheck(MissingNode::getInstance).look().says()).contains("does not run");
    }

    @Test
    void aJournalThatMayOutgrowMemoryOrDiskIsAWarning() throws IOException {
        Path meminfo = Files.writeString(directory.resolve("meminfo"), "MemTotal: 1 kB\nMemAvailable:    3145728 kB\n");
        JournalSettings memory =
                cluster(1, 1, "holdfast.journal.store = memory").journal();
        JournalSettings disk = cluster(
                        1, 1, "holdfast.journal { directory = \"" + directory + "\", disk-bytes-max = 1024 TiB }")
                .journal();

        assertThat(new JournalRoomCheck(memory, 1, meminfo).look()).isInstanceOf(Finding.Fine.class);
        assertThat(new JournalRoomCheck(memory, 2, meminfo).look())
                .isInstanceOf(Finding.Warning.class)
                .extracting(Finding::says)
                .isEqualTo("3.0 GiB free of memory, the journal may take 4.0");
        assertThat(new JournalRoomCheck(disk, 1, meminfo).look())
                .isInstanceOf(Finding.Warning.class)
                .extracting(Finding::advice)
                .asString()
                .contains("disk-bytes-max");
    }

    @Test
    void aRuleBeforeOursIsQuoted() {
        RoutingCheck check = new RoutingCheck(cluster(1, 1, "").vips().getFirst());
        String usual = "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n";

        assertThat(check.judge(usual + "1855:\tfrom 192.0.2.10 lookup 18550\n", "1"))
                .isInstanceOf(Finding.Fine.class);
        assertThat(check.judge(usual + "100:\tfrom all lookup 51820\n", "1"))
                .isInstanceOf(Finding.Warning.class)
                .extracting(Finding::says)
                .asString()
                .contains("100: from all lookup 51820");
    }

    @Test
    void anHttpPortThatOthersReachIsAWarning() {
        assertThat(new ExposureCheck(new HttpSettings(LOOPBACK, 9464)).look()).isInstanceOf(Finding.Fine.class);
        assertThat(new ExposureCheck(new HttpSettings(LOOPBACK, 0)).look()).isEqualTo(new Finding.Fine("off"));
        assertThat(new ExposureCheck(new HttpSettings(IpAddress.parse("0.0.0.0"), 9464)).look())
                .isInstanceOf(Finding.Warning.class);
    }

    @Test
    void aCommandThatCannotBeWrappedSaysWhy() {
        assertThat(new WrapCheck("command", List.of("true"), "/usr/bin:/bin").look())
                .isInstanceOf(Finding.Fine.class);
        assertThat(new WrapCheck("command", List.of("no-such-program"), "/usr/bin").look())
                .isEqualTo(new Finding.Failure("there is no program no-such-program", "give its path, or set PATH"));
    }

    @Test
    void aServersUserDirectoryAndLogMustBeThere() throws IOException {
        assertThat(surroundings("user = root")).isInstanceOf(Finding.Fine.class);
        assertThat(surroundings("user = no-such-user").says()).isEqualTo("there is no user no-such-user");
        assertThat(surroundings("directory = \"/nonexistent\"")).isInstanceOf(Finding.Failure.class);
        assertThat(surroundings("log-file = \"/nonexistent/log\"")).isInstanceOf(Finding.Failure.class);
    }

    private static Finding surroundings(String more) throws IOException {
        Settings settings = settings("""
                holdfast.vips = [{ address = 192.0.2.10, interface = eth0
                  services = [{ name = web, port = 80, command = [nginx], %s }] }]
                """.formatted(more));
        return new ServiceAccountCheck(settings.vips().getFirst().services().getFirst()).look();
    }
}
