package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.tests.lab.Checkout;
import dev.holdfast.tests.lab.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test kit as others get it: installed into a repository, and used by a project that lies elsewhere and may do nothing. */
@Tag("system")
class PublishedTestKitSystemTest {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final String DEPENDENCIES = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0";
    private static final long BYTES_MAX = 50 << 20;
    private static final Path OURS = Path.of("dev", "holdfast");

    @TempDir
    private Path directory;

    private Path repository;

    private final List<Path> links = new ArrayList<>();

    /** The machine's own repository but for what is ours, by links: nothing is written there, nothing of ours is found there. */
    @BeforeEach
    void linkTheRepository() throws IOException {
        Path local =
                Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        repository = Files.createDirectory(directory.resolve("repository"));
        linkAllBut(OURS.getName(0), local, repository);
        Path dev = Files.createDirectory(repository.resolve("dev"));
        linkAllBut(OURS.getName(1), local.resolve("dev"), dev);
    }

    @AfterEach
    void unlinkTheRepository() throws IOException {
        for (Path link : links) {
            Files.delete(link);
        }
    }

    private void linkAllBut(Path name, Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> found = Files.list(from)) {
            for (Path each : found.filter(path -> !path.endsWith(name)).toList()) {
                links.add(Files.createSymbolicLink(to.resolve(each.getFileName()), each));
            }
        }
    }

    @Test
    void aProjectElsewhereRunsAScenarioWithoutRootOrNetwork() throws IOException {
        install();
        Path project = directory.resolve("project");
        Tool.must("cp", "-r", Checkout.script("testkit-user").toString(), project.toString());

        assertThatLittleComesWithIt(project);
        List<String> alone = maven(withoutPowers(), project, "test");
        alone.add("-o");
        Tool.Ended run = Tool.run(PATIENCE, alone);

        assertThat(run.exit()).as(run.out()).isZero();
        assertThat(project.resolve("target/surefire-reports/TEST-outside.OutsideTest.xml"))
                .content()
                .containsPattern("<testsuite [^>]*tests=\"2\"[^>]*errors=\"0\" skipped=\"0\" failures=\"0\"");
    }

    /** The classes as this run of the tests has them: to compile them again would pull them from under its feet. */
    private void install() {
        List<String> command = maven(List.of(), Checkout.top(), "install");
        command.addAll(List.of("-pl", "tests/testkit", "-am", "-Ppublish", "-Dmaven.main.skip", "-Dmaven.test.skip"));
        command.add("-Dtest.groups=none");
        Tool.Ended installed = Tool.run(PATIENCE, command);
        assertThat(installed.exit()).as(installed.out()).isZero();
        assertThat(published("")).contains("dev/holdfast/testkit/Scenario.class");
        assertThat(published("-sources")).contains("dev/holdfast/testkit/Scenario.java");
        assertThat(published("-javadoc")).contains("dev/holdfast/testkit/Scenario.html");
    }

    private String published(String classifier) {
        String jar = "holdfast-testkit-%s%s.jar".formatted(VERSION, classifier);
        Path kit = repository.resolve(OURS).resolve("holdfast-testkit").resolve(VERSION);
        return Tool.must(
                Path.of(System.getProperty("java.home"), "bin/jar").toString(),
                "--list",
                "--file",
                kit.resolve(jar).toString());
    }

    /** All that a user's project gets on its class path, and no more than a scenario needs. */
    private void assertThatLittleComesWithIt(Path project) throws IOException {
        Path list = directory.resolve("class-path");
        List<String> command = maven(List.of(), project, DEPENDENCIES + ":build-classpath");
        command.add("-Dmdep.outputFile=" + list);
        assertThat(Tool.run(PATIENCE, command).exit()).isZero();

        List<Path> jars = Pattern.compile(":")
                .splitAsStream(Files.readString(list).strip())
                .map(Path::of)
                .toList();
        long bytes = 0;
        for (Path jar : jars) {
            bytes += Files.size(jar);
        }
        System.err.printf("a user of the kit gets %d jars, %d KiB%n", jars.size(), bytes >> 10);
        assertThat(bytes).isLessThan(BYTES_MAX);
    }

    /** On a new machine what publishing needs is downloaded now; the tests need none of it. */
    private List<String> maven(List<String> before, Path project, String phase) {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of("env", "JAVA_HOME=" + System.getProperty("java.home"), "mvn", "-B", "-ntp"));
        command.addAll(List.of("-f", project.resolve("pom.xml").toString(), phase, "-Dmaven.repo.local=" + repository));
        return command;
    }

    /** A network namespace with nothing in it, and no capability that could be had in it. */
    private static List<String> withoutPowers() {
        return List.of("unshare", "--net", "setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all");
    }
}
