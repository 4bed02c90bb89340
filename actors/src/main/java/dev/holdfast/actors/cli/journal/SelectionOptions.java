package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.persistence.inspect.Selection;
import dev.holdfast.protocol.wire.Endpoint;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which part of a journal is meant. */
final class SelectionOptions {

    @Option(names = "--client", paramLabel = "ADDRESS[:PORT]", description = "Connections of this client; repeatable.")
    List<String> clients = new ArrayList<>();

    @Option(names = "--service", paramLabel = "NAME", description = "Of this service; repeatable.")
    List<String> services = new ArrayList<>();

    @Option(
            names = "--conn",
            paramLabel = "ID",
            description = "This connection, or those whose id begins so; repeatable.")
    List<String> connections = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Not before: 2026-11-23T13:00:00Z, a local 2026-11-23T14:00, or 90s, 10m, 2h, 3d ago.")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME", description = "Before; as --since.")
    @Nullable
    String until;

    @Option(
            names = "--type",
            paramLabel = "EVENT",
            description = "Events of this type, client-bytes-logged say; repeatable.")
    List<String> types = new ArrayList<>();

    Selection selection() {
        Instant now = Instant.now();
        return new Selection(
                clients.stream().map(SelectionOptions::client).toList(),
                services,
                connections,
                since == null ? Instant.MIN : time(since, now),
                until == null ? Instant.MAX : time(until, now),
                types);
    }

    private static Predicate<Endpoint> client(String text) {
        try {
            return Selection.client(text);
        } catch (IllegalArgumentException wrong) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--client " + text + ": " + wrong.getMessage(),
                    "write 192.0.2.7, 192.0.2.7:40000, 2001:db8::7 or [2001:db8::7]:40000");
        }
    }

    static Instant time(String text, Instant now) {
        try {
            if (text.matches("\\d+[smhdSMHD]")) {
                String upper = text.toUpperCase(Locale.ROOT);
                return now.minus(Duration.parse(upper.endsWith("D") ? "P" + upper : "PT" + upper));
            }
            return text.endsWith("Z")
                    ? Instant.parse(text)
                    : LocalDateTime.parse(text).atZone(ZoneId.systemDefault()).toInstant();
        } catch (DateTimeException wrong) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "not a time: " + text,
                    "write 2026-11-23T13:00:00Z, 2026-11-23T14:00, or 10m for ten minutes ago");
        }
    }
}
