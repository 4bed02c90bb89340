package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API's documentation can be built, and every reference in it leads somewhere. */
@Tag("system")
class ApiDocsTest {

    @Test
    void javadocHasNothingToComplainOf(@TempDir Path out) {
        StringWriter said = new StringWriter();
        PrintWriter talk = new PrintWriter(said);

        int exit = ToolProvider.findFirst("javadoc")
                .orElseThrow()
                .run(
                        talk,
                        talk,
                        "-quiet",
                        "-Werror",
                        "-Xdoclint:all,-missing",
                        "-d",
                        out.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-sourcepath",
                        "src/main/java",
                        "-subpackages",
                        "dev.holdfast.testkit");

        assertThat(exit).as(said.toString()).isZero();
        assertThat(out.resolve("dev/holdfast/testkit/Scenario.html")).exists();
    }
}
