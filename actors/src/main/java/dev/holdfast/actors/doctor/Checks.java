package dev.holdfast.actors.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.config.ClusterNode;
import dev.holdfast.config.ClusterSettings;
import dev.holdfast.config.ServiceSettings;
import dev.holdfast.config.Settings;
import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.fence.FenceRehearsal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every check there is: those of the host, those that a configuration adds, and that of a command. */
public final class Checks {

    private static final Path PROC = Path.of("/proc");
    private static final Path CLOCKS = Path.of("/sys/devices/system/clocksource/clocksource0");

    private Checks() {}

    /**
     * What every node needs, whatever it is told to do.
     *
     * @param settings null if it is not known what it will be told
     */
    public static List<Diagnosis> ofHost(@Nullable Settings settings) {
        return Diagnosis.of(List.of(
                JavaCheck.ofThisProcess(),
                new CapabilityCheck(PROC.resolve("self/status")),
                new KernelCheck(System.getProperty("os.version", "")),
                new PacketSocketCheck(),
                new TunCheck(Path.of("/dev/net/tun")),
                new FenceCheck(settings != null && isFenced(settings), FenceRehearsal::attempt),
                new SharedMemoryCheck(),
                new PidFdCheck(),
                new ToolsCheck(System.getenv().getOrDefault("PATH", "")),
                new ClockCheck(CLOCKS.resolve("current_clocksource")),
                new DiskJournalCheck()));
    }

    /** Whether {@code command}, program and arguments, can be protected. */
    public static List<Diagnosis> ofCommand(List<String> command) {
        return Diagnosis.of(
                List.of(new WrapCheck("command", command, System.getenv().getOrDefault("PATH", ""))));
    }

    /** What a node with {@code settings} needs besides. */
    public static List<Diagnosis> of(Settings settings) {
        List<Check> checks = new ArrayList<>();
        checks.add(new StateDirectoryCheck(settings.node().stateDirectory()));
        checks.add(new JournalRoomCheck(settings.journal(), settings.vips().size(), PROC.resolve("meminfo")));
        settings.vips().forEach(vip -> ofVip(vip, settings).forEach(checks::add));
        ofCluster(settings).forEach(checks::add);
        checks.add(new ExposureCheck(settings.http()));
        return Diagnosis.of(checks);
    }

    /** Whether the cluster's nodes agree, by what the running one answers to {@code status}; a missing node if none does. */
    public static List<Diagnosis> ofAgreement(Supplier<JsonNode> status) {
        return Diagnosis.of(List.of(new AgreementCheck(status)));
    }

    private static boolean isFenced(Settings settings) {
        return settings.fence() && !settings.cluster().nodes().isEmpty() && !isWitness(settings);
    }

    private static boolean isWitness(Settings settings) {
        return settings.cluster()
                .node(settings.node().name())
                .filter(node -> node.role() == ClusterNode.Role.WITNESS)
                .isPresent();
    }

    /** A witness never owns an address: it needs neither the interface nor the servers. */
    private static Stream<Check> ofVip(VipSettings vip, Settings settings) {
        Check copies = new CopiesCheck(vip, settings.cluster());
        if (isWitness(settings)) {
            return Stream.of(copies);
        }
        Stream<Check> host = Stream.of(
                new InterfaceCheck(vip.interfaceName()),
                new OffloadCheck(vip.interfaceName(), vip.link()),
                new AddressCheck(vip),
                copies);
        Stream<Check> placed = vip.placement() instanceof VipSettings.Placement.Host
                ? Stream.of(new KernelSettingsCheck(vip.interfaceName()), new RoutingCheck(vip))
                : Stream.of();
        return Stream.of(host, placed, vip.services().stream().flatMap(Checks::ofService))
                .flatMap(part -> part);
    }

    private static Stream<Check> ofService(ServiceSettings service) {
        String path = service.environment().getOrDefault("PATH", System.getenv().getOrDefault("PATH", ""));
        return Stream.of(
                new WrapCheck("service " + service.name(), service.command(), path), new ServiceAccountCheck(service));
    }

    private static Stream<Check> ofCluster(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        String self = settings.node().name();
        Stream<Check> own = cluster.nodes().isEmpty()
                ? Stream.of()
                : Stream.of(new CertificateCheck(self, cluster.tls()), new LeaseCheck(cluster, settings.fence()));
        Stream<Check> peers = cluster.nodes().stream()
                .filter(node -> !node.name().equals(self))
                .map(PeerCheck::new);
        return Stream.concat(own, peers);
    }
}
