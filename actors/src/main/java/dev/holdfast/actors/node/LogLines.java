package dev.holdfast.actors.node;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import dev.holdfast.config.NodeSettings;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the node's log looks: as logback.xml says, or a JSON object a line. In both the ends of a connection's name are left out. */
final class LogLines {

    private LogLines() {}

    static void use(NodeSettings.LogFormat format) {
        if (format == NodeSettings.LogFormat.JSON
                && LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                && context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR")
                        instanceof ConsoleAppender<ILoggingEvent> stderr) {
            JsonLines lines = new JsonLines();
            lines.setContext(context);
            lines.start();
            stderr.setEncoder(lines);
        }
    }

    /** The same pattern as in logback.xml. */
    static final class JsonLines extends JsonEncoder {

        private static final Pattern ENDS = Pattern.compile("_[0-9a-f.:\\[\\]]+:\\d+_[0-9a-f.:\\[\\]]+:\\d+_");

        JsonLines() {
            setWithSequenceNumber(false);
            setWithNanoseconds(false);
            setWithContext(false);
            setWithMDC(false);
            setWithMarkers(false);
            setWithMessage(false);
            setWithArguments(false);
            setWithFormattedMessage(true);
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            String line = new String(super.encode(event), StandardCharsets.UTF_8);
            return ENDS.matcher(line).replaceAll("_…_").getBytes(StandardCharsets.UTF_8);
        }
    }
}
