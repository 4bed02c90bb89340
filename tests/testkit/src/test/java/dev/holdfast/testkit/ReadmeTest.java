package dev.holdfast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what is compiled and run. */
class ReadmeTest {

    private static final Path README = Path.of("README.md");
    private static final Path SCENARIOS = Path.of("src/test/java/dev/holdfast/testkit/WorkedScenariosTest.java");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @Test
    void showsThreeScenariosWordForWord() throws IOException {
        String source = withoutMargins(Files.readString(SCENARIOS));

        List<String> shown = JAVA_BLOCK
                .matcher(Files.readString(README))
                .results()
                .map(block -> withoutMargins(block.group(1)))
                .toList();

        assertThat(shown).hasSize(3).allSatisfy(scenario -> assertThat(source).contains(scenario));
    }

    private static String withoutMargins(String text) {
        return text.replaceAll("(?m)^ +", "");
    }
}
