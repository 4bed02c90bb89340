package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.actors.cli.Holdfast;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Holdfast's own commands, run in this JVM. */
final class CommandLine {

    private CommandLine() {}

    /** What a command that must succeed prints. */
    static String run(String... arguments) {
        PrintStream stdout = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            assertThat(Holdfast.run(arguments)).as(String.join(" ", arguments)).isZero();
        } finally {
            System.setOut(stdout);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The one line of JSON that a command prints, or the first of several. */
    static JsonNode json(String... arguments) throws JsonProcessingException {
        return new ObjectMapper().readTree(run(arguments));
    }
}
