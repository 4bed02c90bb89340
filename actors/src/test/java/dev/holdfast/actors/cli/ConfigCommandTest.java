package dev.holdfast.actors.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

    private static final String VALID = """
            holdfast.vips = [{ address = "192.0.2.10", interface = eth0
              services = [{ name = web, port = 80, command = [nginx] }] }]
            """;

    @TempDir
    Path directory = Path.of("");

    private record Ended(int exit, String out) {}

    private static Ended run(String... line) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            return new Ended(Holdfast.run(line), out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("holdfast.conf"), text).toString();
    }

    @Test
    void aFaultIsNamedWithItsLineAndTheNearestKey() throws IOException {
        String file = file(VALID + "holdfast.cluster.leese = 1 s\n");

        Ended ended = run("config", "check", file);

        assertThat(ended.exit()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(ended.out()).isEqualTo(file + ":3: holdfast.cluster.leese: unknown key; did you mean \"lease\"?\n");
        assertThat(run("config", "check", "-o", "jsonl", file).out()).contains("\"line\":3", "\"nearest\":\"lease\"");
    }

    @Test
    void aValidFilePrintsNothingThatIsData() throws IOException {
        String file = file(VALID);

        assertThat(run("config", "check", file)).isEqualTo(new Ended(0, ""));
        assertThat(run("config", "check", "-o", "json", file).out()).contains("\"valid\" : true");
    }

    @Test
    void aFileThatIsNotThereIsNotValid() {
        assertThat(run("config", "check", "/nonexistent.conf").exit()).isEqualTo(ExitCode.CONFIGURATION.number());
        assertThat(run("config", "print", "/nonexistent.conf")).isEqualTo(new Ended(3, ""));
    }

    @Test
    void valuesArePrintedWithTheirOriginsIfThatIsWanted() throws IOException {
        String file = file(VALID);

        assertThat(run("config", "print", file).out()).contains("holdfast.vips[0].services[0].port = 80\n");
        assertThat(run("config", "print", "--origins", file).out())
                .contains("holdfast.vips[0].services[0].port = 80  # " + file + ":2\n")
                .contains("holdfast.limits.half-open-max = 1024  # default\n");
        assertThat(run("config", "print", "--origins", "-o", "jsonl", file).out())
                .contains("{\"key\":\"holdfast.limits.half-open-max\",\"value\":1024,\"origin\":\"default\"}");
    }

    @Test
    void completionKnowsEveryCommandThatIsShown() {
        String script = run("completion", "bash").out();

        assertThat(script)
                .startsWith("#!/usr/bin/env bash")
                .contains("_picocli_holdfast_doctor", "--origins", "_complete_holdfast");
        assertThat(run("completion", "fish").exit()).isEqualTo(ExitCode.USAGE.number());
    }

    @Test
    void everyCommandThatIsShownHasAManualPage() throws IOException {
        Path pages = directory.resolve("man");

        assertThat(run("man", pages.toString()).exit()).isZero();

        List<String> names;
        try (var files = Files.list(pages)) {
            names = files.map(page -> page.getFileName().toString()).toList();
        }
        assertThat(names)
                .contains("holdfast.1", "holdfast-doctor.1", "holdfast-journal-show.1")
                .doesNotContain("holdfast-man.1");
        String print = Files.readString(pages.resolve("holdfast-config-print.1"));
        assertThat(print)
                .startsWith(".TH \"HOLDFAST-CONFIG-PRINT\" \"1\"")
                .contains(
                        ".SH NAME\nholdfast\\-config\\-print \\- Print every value",
                        ".B \\-\\-origins\n",
                        ".SH EXIT STATUS");
        // Then no line begins with a dot that is no macro, and nothing of picocli's formats is left
        for (String name : names) {
            assertThat(Files.readAllLines(pages.resolve(name)))
                    .allMatch(line -> !line.startsWith(".") || line.matches("\\.(TH|SH|TP|B|nf|fi)( .*)?"))
                    .noneMatch(line -> line.contains("%n") || line.contains("${"));
        }
    }
}
