package dev.holdfast.tests.documents;

import java.util.List;
import java.util.Optional;

/**
 * A documented command that {@link DocumentedCommandsSystemTest} does not run, and which test does.
 *
 * @param beginning of the command's text
 * @param test class and method, below {@code dev.holdfast.tests}: runs it, or what of it a test can
 * @param why it is not run as it stands
 */
record Elsewhere(String beginning, String test, String why) {

    private static final String LENGTH = "takes minutes to hours: the same code with fewer rounds";
    private static final String PACKAGE = "system.PackageSystemTest#isInstalledUsedUpgradedRemovedAndPurged";
    private static final String HOSTS =
            "system.ClusterCampaignSystemTest#ipv6ConnectionsToAServerInItsHostsOwnNetworkSurvive";
    private static final String UNIT = "system.InstalledNodeSystemTest#systemdStartsRestartsAndStopsTheNode";
    private static final String PARSED = "documents.DocumentedCommandsTest#areWhatTheProgramTakes";

    private static final List<Elsewhere> ALL = List.of(
            new Elsewhere(
                    "./holdfast demo",
                    "system.DemoSystemTest#theWholeDemoSucceeds",
                    "the same code, in the test's JVM"),
            new Elsewhere("./holdfast test", PARSED, "it is what runs this test"),
            new Elsewhere("./holdfast package", PACKAGE, "its output is installed there"),
            new Elsewhere("holdfast node", PACKAGE, "with the installed program and a configuration for this machine"),
            new Elsewhere(
                    "./holdfast campaign kills",
                    "system.KillCampaignSystemTest#sixteenConnectionsSurviveKills",
                    LENGTH),
            new Elsewhere(
                    "./holdfast campaign simulation",
                    "simulation.SimulationTest#everyInvariantHoldsForTenThousandSeeds",
                    LENGTH),
            new Elsewhere("./holdfast campaign", HOSTS, LENGTH),
            new Elsewhere("apt-get install", PACKAGE, "by dpkg: this machine's JDK may not have come as a package"),
            new Elsewhere("man ", PACKAGE, "only where the package is installed"),
            new Elsewhere("systemctl ", UNIT, "on a host of its own, with systemd as process 1"),
            new Elsewhere("ssh -L", PARSED, "needs a second machine, and nothing of it is ours"),
            new Elsewhere(
                    "mvn -B install",
                    "system.PublishedTestKitSystemTest#aProjectElsewhereRunsAScenarioWithoutRootOrNetwork",
                    "into a repository of the test's own, without compiling again"));

    static List<Elsewhere> all() {
        return ALL;
    }

    static Optional<Elsewhere> of(DocumentedCommand command) {
        return ALL.stream()
                .filter(each -> command.text().startsWith(each.beginning))
                .findFirst();
    }
}
