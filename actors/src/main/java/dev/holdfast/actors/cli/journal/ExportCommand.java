package dev.holdfast.actors.cli.journal;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.persistence.capture.CaptureExport;
import dev.holdfast.persistence.capture.Outbound;
import dev.holdfast.persistence.capture.PcapngWriter;
import dev.holdfast.persistence.inspect.JournalPass;
import dev.holdfast.persistence.journal.JournalReader;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast journal export}: a journal in other tools' words. */
@Command(
        name = "export",
        description = "Write the selected connections as a packet capture, or their events as JSON lines.")
final class ExportCommand implements Callable<Integer> {

    private static final Duration SILENCE = Duration.ofSeconds(2);

    @Mixin
    JournalPlace place = new JournalPlace();

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @ArgGroup(multiplicity = "1")
    Target target = new Target();

    @Option(
            names = "--payload",
            description = "With the clients' bytes; this is logged. Without: zeros of the same length.")
    boolean payload;

    @Option(
            names = "--regenerate",
            paramLabel = "HOST:PORT",
            description =
                    "Ask this fresh server for the outbound bytes: it gets the one selected connection's client bytes.")
    @Nullable
    String regenerate;

    /** Into what. */
    static final class Target {

        @Option(names = "--pcapng", paramLabel = "FILE", description = "Packets made from the events; - is stdout.")
        @Nullable
        Path pcapng;

        @Option(names = "--jsonl", paramLabel = "FILE", description = "An event a line; - is stdout.")
        @Nullable
        Path jsonl;
    }

    @Override
    public Integer call() {
        return place.read(payload, this::export);
    }

    private int export(JournalReader journal) {
        try (Progress progress = new Progress()) {
            JournalPass pass = new JournalPass(journal, selection.selection(), progress);
            PayloadAccess.log(payload, "export", pass.ids());
            if (target.pcapng != null) {
                writeCapture(pass, target.pcapng);
            } else if (target.jsonl != null) {
                writeLines(pass, target.jsonl);
            }
            progress.clear();
            Talk.toStderr().good("%,d events written".formatted(progress.entries()));
            return ExitCode.OK.number();
        } catch (IOException unwritable) {
            throw new CommandFailure(ExitCode.FAILED, "the export can not be written: " + unwritable, "");
        }
    }

    private void writeCapture(JournalPass pass, Path file) throws IOException {
        if (regenerate == null) {
            writeCapture(pass, file, Outbound.UNKNOWN);
            return;
        }
        Path answer = Files.createTempFile("holdfast-answer", ".bytes");
        try {
            ask(pass, ServerAddress.of(regenerate), answer);
            try (RegeneratedAnswer outbound = new RegeneratedAnswer(answer)) {
                writeCapture(pass, file, outbound);
            }
        } finally {
            Files.delete(answer);
        }
    }

    private void ask(JournalPass pass, InetSocketAddress server, Path answer) throws IOException {
        List<String> ids = pass.ids();
        if (ids.size() != 1 || !payload) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--regenerate takes one connection (" + ids.size() + " are selected) and --payload",
                    "select it with --conn");
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(answer), 1 << 16)) {
            Playback.Result result = new Playback(pass.journal(), ids.getFirst(), true, SILENCE).to(server, out);
            Talk.toStderr().step("the server at %s answered %,d bytes".formatted(regenerate, result.received()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitCode.FAILED, "interrupted", "");
        }
    }

    private void writeCapture(JournalPass pass, Path file, Outbound outbound) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Stdout.orFile(file), 1 << 16)) {
            new CaptureExport(pass, payload, outbound).to(new PcapngWriter(out));
        }
    }

    private void writeLines(JournalPass pass, Path file) throws IOException {
        try (OutputStream out = Stdout.orFile(file);
                Rows rows = new Rows(new PrintStream(out), RowFormat.JSONL)) {
            EventRows events = new EventRows(rows, new EventDetails(payload), true);
            for (String id : pass.ids()) {
                pass.entries(id, 1, entry -> {
                    events.add(entry);
                    return true;
                });
            }
        }
    }
}
