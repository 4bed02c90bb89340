package dev.holdfast.actors.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogLinesTest {

    private static final String NAME = "web_203.0.113.77:4000_10.0.0.2:80_1f";
    private static final String NAME_V6 = "web_[2001:db8::77]:4000_[fd77::10]:80_1f";

    private static LoggingEvent event(LoggerContext context) {
        Logger logger = context.getLogger("dev.holdfast.Some");
        return new LoggingEvent(
                "", logger, Level.WARN, "journal of {} and {}", new IllegalStateException(NAME), new Object[] {
                    NAME, NAME_V6
                });
    }

    @Test
    void jsonIsOneObjectALineWithoutTheEndsOfAConnection() throws IOException {
        LogLines.JsonLines lines = new LogLines.JsonLines();
        LoggerContext context = new LoggerContext();
        lines.setContext(context);
        lines.start();

        String line = new String(lines.encode(event(context)), StandardCharsets.UTF_8);

        JsonNode object = new ObjectMapper().readTree(line);
        assertThat(line).endsWith("\n").hasLineCount(1);
        assertThat(object.path("level").asText()).isEqualTo("WARN");
        assertThat(object.path("formattedMessage").asText()).isEqualTo("journal of web_…_1f and web_…_1f");
        assertThat(line).doesNotContain("203.0.113").doesNotContain("2001:db8");
    }

    @Test
    void textLeavesTheEndsOutToo() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        ConsoleAppender<?> stderr =
                (ConsoleAppender<?>) context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        assertThat(stderr.getEncoder()).isInstanceOf(PatternLayoutEncoder.class);
        Encoder<?> encoder = stderr.getEncoder();

        String text = ((PatternLayoutEncoder) encoder).getLayout().doLayout(event(context));

        assertThat(text).contains("journal of web_…_1f and web_…_1f").doesNotContain("203.0.113");
        assertThat(text.split("IllegalStateException", -1)).hasSize(2);
    }
}
