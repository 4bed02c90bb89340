package dev.holdfast.actors.cli.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExpectedAnswerTest {

    private static final String EXPECTED = "HTTP/1.1 200 OK\r\nDate: Mon\r\nContent-Length: 3\r\n\r\nabc";

    @TempDir
    private Path directory;

    @Test
    void theSameBytesDoNotDiffer() throws IOException {
        ExpectedAnswer answer = after(EXPECTED);

        assertThat(answer.difference()).isEmpty();
        assertThat(answer.named()).isEmpty();
    }

    @Test
    void aLineThatMayDifferIsNamedWhateverItsLength() throws IOException {
        ExpectedAnswer answer = after(EXPECTED.replace("Mon", "Wednesday"));

        assertThat(answer.difference()).isEmpty();
        assertThat(answer.named()).containsExactly("byte 17: \"Date: Mon\" expected, \"Date: Wednesday\" came");
    }

    @ParameterizedTest
    @CsvSource({
        "200, 201, 'byte 11: 30 expected, 31 came'",
        "abc, ab, 'byte 51: the answer ends, more was expected'",
        "abc, abcd, 'byte 52: 64 came where the expected answer ends'",
        "Date, Dated, 'byte 21: 3a expected, 64 came'"
    })
    void anythingElseIsPlaced(String was, String is, String difference) throws IOException {
        assertThat(after(EXPECTED.replace(was, is)).difference()).isEqualTo(difference);
    }

    @Test
    void bytesWithoutLineEndsAreComparedToo() throws IOException {
        String body = "x".repeat(1_000_000);
        Path file = Files.writeString(directory.resolve("body"), body);
        ExpectedAnswer answer = new ExpectedAnswer(file, List.of());

        answer.write((body.substring(1) + "y").getBytes(StandardCharsets.UTF_8));

        assertThat(answer.difference()).isEqualTo("byte 999999: 78 expected, 79 came");
    }

    private ExpectedAnswer after(String came) throws IOException {
        Path file = Files.writeString(directory.resolve("expected"), EXPECTED);
        ExpectedAnswer answer = new ExpectedAnswer(file, List.of(Pattern.compile("Date: .*")));
        answer.write(came.getBytes(StandardCharsets.UTF_8));
        return answer;
    }
}
