package dev.holdfast.actors.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.config.VipSettings;
import dev.holdfast.interceptors.host.Capabilities.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostChecksTest {

    private static final List<String> OPTIONS =
            List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    @TempDir
    Path directory = Path.of("");

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content);
    }

    @Test
    void anOldJdkIsAFailureAndAMissingOptionAWarning() {
        assertThat(new JavaCheck(25, "25.0.3", OPTIONS).look()).isInstanceOf(Finding.Fine.class);
        assertThat(new JavaCheck(21, "21.0.1", OPTIONS).look()).isInstanceOf(Finding.Failure.class);
        assertThat(new JavaCheck(25, "25.0.3", OPTIONS.subList(1, 2)).look())
                .isInstanceOf(Finding.Warning.class)
                .extracting(Finding::says)
                .asString()
                .contains(OPTIONS.getFirst());
    }

    @Test
    void aMissingCapabilityIsNamed() throws IOException {
        // Given root's set without CAP_NET_RAW (13), and without CAP_SETUID (7)
        assertThat(new CapabilityCheck(file("CapEff:\t000001ffffffdfff\n")).look())
                .isInstanceOf(Finding.Failure.class)
                .extracting(Finding::says)
                .isEqualTo("without CAP_NET_RAW");
        assertThat(new CapabilityCheck(file("CapEff:\t000001ffffffff7f\n")).look())
                .isInstanceOf(Finding.Warning.class)
                .extracting(Finding::says)
                .isEqualTo("without " + Capability.CAP_SETUID);
        assertThat(new CapabilityCheck(file("CapEff:\t000001ffffffffff\n")).look())
                .isInstanceOf(Finding.Fine.class);
    }

    @Test
    void aKernelThatTakesNoFenceIsAFailureOnlyWhereOneIsNeeded() {
        FenceCheck.Attempt refused = () -> {
            throw new IOException("no egress here\nand more");
        };
        assertThat(new FenceCheck(true, refused).look())
                .isInstanceOf(Finding.Failure.class)
                .extracting(Finding::says)
                .isEqualTo("no egress here");
        assertThat(new FenceCheck(false, refused).look())
                .isInstanceOf(Finding.Warning.class)
                .extracting(Finding::says)
                .isEqualTo("no egress here");
        assertThat(new FenceCheck(true, () -> {}).look()).isInstanceOf(Finding.Fine.class);
    }

    @Test
    void aKernelBeforeTheEgressHookIsAFailure() {
        assertThat(new KernelCheck("5.15.0-91-generic").look()).isInstanceOf(Finding.Failure.class);
        assertThat(new KernelCheck("5.16.1").look()).isInstanceOf(Finding.Fine.class);
        assertThat(new KernelCheck("6.1.0-18-amd64").look().says()).contains("6.15");
        assertThat(new KernelCheck("6.18.44").look().says()).isEqualTo("6.18.44");
        assertThat(new KernelCheck("").look()).isInstanceOf(Finding.Warning.class);
    }

    @Test
    void missingToolsComeWithTheirPackages() throws IOException {
        Files.createFile(directory.resolve("ip")).toFile().setExecutable(true);
        Finding none = new ToolsCheck(directory.toString()).look();

        assertThat(none).isInstanceOf(Finding.Failure.class);
        assertThat(none.says()).isEqualTo("there is no nft, unshare");
        assertThat(none.advice()).startsWith("apt-get install nftables util-linux");

        for (String program : List.of("nft", "unshare")) {
            Files.createFile(directory.resolve(program)).toFile().setExecutable(true);
        }
        assertThat(new ToolsCheck("/nonexistent:" + directory).look())
                .isEqualTo(new Finding.Warning(
                        "there is no ethtool", "apt-get install ethtool, or put /usr/sbin and /sbin into PATH"));
    }

    @Test
    void aSlowClockSourceIsAWarning() throws IOException {
        assertThat(new ClockCheck(file("hpet\n")).look()).isInstanceOf(Finding.Warning.class);
        assertThat(new ClockCheck(file("tsc\n")).look()).isEqualTo(new Finding.Fine("tsc"));
    }

    @Test
    void whatCannotBeToldIsAWarningAndStopsNothing() {
        List<Diagnosis> all = Diagnosis.of(
                List.of(new ClockCheck(Path.of("/nonexistent")), new KernelCheck("6.1"), new KernelCheck("6.1")));

        assertThat(all).hasSize(2);
        assertThat(all.getFirst().finding()).isInstanceOf(Finding.Warning.class);
        assertThat(all.getLast().finding()).isInstanceOf(Finding.Fine.class);
    }

    @Test
    void theLongestMountDecidesWhetherFilesMayRun() {
        List<String> mounts = List.of(
                "/dev/sda1 / ext4 rw,relatime 0 0",
                "tmpfs " + directory.getParent() + " tmpfs rw,nosuid,noexec 0 0",
                "tmpfs " + directory + " tmpfs rw,nosuid 0 0");

        Directory running = new Directory(directory, mounts);
        Directory silent = new Directory(directory, mounts.subList(0, 2));
        StateDirectoryCheck check = new StateDirectoryCheck(directory);

        assertThat(check.judge(running, false)).isInstanceOf(Finding.Fine.class);
        assertThat(check.judge(silent, false)).isInstanceOf(Finding.Failure.class);
        assertThat(check.judge(silent, true)).isInstanceOf(Finding.Fine.class);
    }

    @Test
    void aDirectoryThatIsNotThereIsJudgedByTheOneItWouldBeMadeIn() throws IOException {
        assertThat(Directory.of(directory.resolve("a/b/c")).nearest()).isEqualTo(directory.toRealPath());
        assertThat(new StateDirectoryCheck(file("").resolve("below")).look())
                .isInstanceOf(Finding.Failure.class)
                .extracting(Finding::says)
                .asString()
                .contains("is no directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"large-receive-offload: on", "\tlarge-receive-offload: on [fixed]"})
    void segmentsMergedBeyondRecognitionAreAWarning(String feature) {
        Finding finding = new OffloadCheck("eth0", VipSettings.Link.FAST)
                .judge("Features for eth0:\n" + feature + "\ngeneric-receive-offload: on\n");

        assertThat(finding).isInstanceOf(Finding.Warning.class);
        assertThat(finding.advice()).isEqualTo("ethtool -K eth0 large-receive-offload off");
    }

    @Test
    void theFastLinkLikesMergedSegmentsAndLibpcapDoesNot() {
        String features = "large-receive-offload: off [fixed]\ngeneric-receive-offload: on\n";

        assertThat(new OffloadCheck("eth0", VipSettings.Link.FAST).judge(features))
                .isInstanceOf(Finding.Fine.class);
        assertThat(new OffloadCheck("eth0", VipSettings.Link.PCAP4J).judge(features))
                .isInstanceOf(Finding.Warning.class);
    }
}
