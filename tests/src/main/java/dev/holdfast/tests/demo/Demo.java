package dev.holdfast.tests.demo;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import dev.holdfast.actors.cli.Talk;
import dev.holdfast.tests.lab.LabRequest;
import dev.holdfast.tests.lab.LastWill;
import dev.holdfast.tests.lab.Machine;
import dev.holdfast.tests.lab.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Acts one after the other; leaves nothing behind, whatever happens. */
public final class Demo {

    /** What is played unless acts are named. */
    private static final List<Act> REPERTOIRE =
            List.of(new DownloadAct(), new UploadAct(), new LinesAct(), new EndingsAct());

    private static final List<Act> ACTS =
            Stream.concat(REPERTOIRE.stream(), Stream.of(new HostAct())).toList();

    private static final Path ROOM = Path.of("/var/tmp");

    private Demo() {}

    /** Plays the repertoire; {@code bytesPerMille} of 1000 is the demonstration, less is for tests of it. */
    public static DemoReport play(String labName, String vip, LabRequest.LinkKind link, int bytesPerMille, Talk talk) {
        return play(List.of(), labName, vip, link, bytesPerMille, talk);
    }

    /** The same with the named acts; none: the repertoire. */
    static DemoReport play(
            List<String> names, String labName, String vip, LabRequest.LinkKind link, int bytesPerMille, Talk talk) {
        List<Act> acts =
                names.isEmpty() ? REPERTOIRE : names.stream().map(Demo::act).toList();
        Machine.mustHoldALab();
        Machine.mustHave(List.of("curl", "nginx", "tcpdump", "/usr/bin/python3"));
        try (LastWill will = new LastWill()) {
            Path directory = workshop(will);
            Stage stage = new Stage(directory, labName, vip, link, bytesPerMille, talk, will);
            List<ActResult> results = new ArrayList<>();
            for (Act act : acts) {
                talk.heading(act.name() + ": " + act.plot());
                ActResult result = played(act, stage);
                tell(result, talk);
                results.add(result);
            }
            return new DemoReport(results);
        }
    }

    private static Act act(String name) {
        return ACTS.stream()
                .filter(act -> act.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "there is no act '" + name + "'",
                        "known: "
                                + String.join(", ", ACTS.stream().map(Act::name).toList())));
    }

    private static ActResult played(Act act, Stage stage) {
        try {
            return act.play(stage);
        } catch (CommandFailure failure) {
            return ActResult.failed(act.name(), failure.getMessage() + " " + failure.advice());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return ActResult.failed(act.name(), "interrupted");
        }
    }

    private static void tell(ActResult result, Talk talk) {
        if (result.ok()) {
            talk.good(String.format(
                    java.util.Locale.ROOT,
                    "%d bytes, %d kills, longest stall %.0f ms, no RST or FIN that a kill caused",
                    result.bytes(),
                    result.kills(),
                    result.longestStallMillis()));
        } else {
            result.problems().forEach(talk::bad);
            if (result.problems().isEmpty()) {
                talk.bad(result.resetsSeen() + " RST, " + result.finsSeen() + " FIN, digests equal: "
                        + result.digestsEqual());
            }
        }
    }

    private static Path workshop(LastWill will) {
        try {
            Path directory = Files.createTempDirectory(ROOM, "holdfast-demo-");
            will.add(() -> Trees.remove(directory));
            // nginx's workers give up root and must still find the file
            Files.setPosixFilePermissions(
                    directory, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            return directory;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
