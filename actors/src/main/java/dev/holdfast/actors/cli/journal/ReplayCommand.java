package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.persistence.journal.JournalReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast journal replay}: what a client sent, once more, to any server. */
@Command(name = "replay", description = "Send a connection's client bytes to a server, at the recorded times.")
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    JournalPlace place = new JournalPlace();

    @Parameters(paramLabel = "CONN", description = "Its id, or as much of its beginning as is unique.")
    String connection = "";

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            required = true,
            description = "The server. Not the protected one.")
    String to = "";

    @Option(names = "--fast", description = "As fast as the server takes it.")
    boolean fast;

    @Option(names = "--response", paramLabel = "FILE", description = "Keep what the server answers; - is stdout.")
    @Nullable
    Path response;

    @Option(names = "--expect", paramLabel = "FILE", description = "Compare the answer; exit code 1 if it differs.")
    @Nullable
    Path expect;

    @Option(
            names = "--may-differ",
            paramLabel = "REGEX",
            description = "With --expect: lines like this may differ, Date: .* say; they are named. Repeatable.")
    List<Pattern> mayDiffer = new ArrayList<>();

    @Option(
            names = "--silence-millis",
            paramLabel = "N",
            defaultValue = "2000",
            description = "How long the server may say nothing at the end. Default: ${DEFAULT-VALUE}.")
    int silenceMillis;

    @Override
    public Integer call() {
        InetSocketAddress server = ServerAddress.of(to);
        if (response != null && expect != null) {
            throw new CommandFailure(ExitCode.USAGE, "--response and --expect exclude each other", "");
        }
        return place.read(true, journal -> replay(journal, server));
    }

    private int replay(JournalReader journal, InetSocketAddress server) {
        String id = ConnectionChoice.one(journal, connection);
        PayloadAccess.log(true, "replay", List.of(id));
        try (OutputStream answer = answer()) {
            Playback.Result result =
                    new Playback(journal, id, fast, Duration.ofMillis(silenceMillis)).to(server, answer);
            answer.flush();
            Talk.toStderr()
                    .step("%,d bytes sent, %,d received; the server %s"
                            .formatted(
                                    result.sent(),
                                    result.received(),
                                    result.serverClosed() ? "closed" : "fell silent"));
            return judged(answer);
        } catch (IOException broken) {
            throw new CommandFailure(
                    ExitCode.NOT_REACHABLE, to + ": " + broken.getMessage(), "does a server listen there?");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted", "");
        }
    }

    private OutputStream answer() throws IOException {
        if (expect != null) {
            return new ExpectedAnswer(expect, mayDiffer);
        }
        if (response == null) {
            return OutputStream.nullOutputStream();
        }
        return Stdout.orFile(response);
    }

    private static int judged(OutputStream answer) throws IOException {
        if (!(answer instanceof ExpectedAnswer expected)) {
            return ExitCode.OK.number();
        }
        String difference = expected.difference();
        expected.named().forEach(named -> Talk.toStderr().step("may differ: " + named));
        if (difference.isEmpty()) {
            return ExitCode.OK.number();
        }
        System.out.println(difference);
        return ExitCode.FAILED.number();
    }
}
