package dev.holdfast.tests.lab;

import dev.holdfast.actors.cli.CommandFailure;
import dev.holdfast.actors.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** tcpdump on the client's wire, keeping every SYN, FIN and RST: what the client's kernel was really told. */
public final class WireWatch implements AutoCloseable {

    private static final String ENDS_AND_BEGINNINGS =
            "(ip and tcp[13] & 7 != 0) or (ip6 and ip6[6] == 6 and ip6[53] & 7 != 0)";

    private final Client tcpdump;
    private final Lab lab;
    private final Path capture;

    private WireWatch(Lab lab, Path capture) throws InterruptedException {
        this.lab = lab;
        this.capture = capture;
        CountDownLatch listens = new CountDownLatch(1);
        java.util.List<String> command = java.util.List.of(
                "tcpdump",
                "-i",
                lab.place().clientInterface(),
                "-Z",
                "root",
                "-s",
                "128",
                "-U",
                "--immediate-mode",
                "-w",
                capture.toString(),
                ENDS_AND_BEGINNINGS);
        this.tcpdump = Client.start(lab, command, (_, line) -> {
            if (line.contains("listening on")) {
                listens.countDown();
            }
        });
        if (!listens.await(10, TimeUnit.SECONDS)) {
            throw new CommandFailure(ExitCode.FAILED, "tcpdump does not listen: " + tcpdump.lastWords(), "");
        }
    }

    /** Starts to watch; returns when every later frame will be seen. */
    public static WireWatch on(Lab lab) throws InterruptedException {
        return new WireWatch(lab, lab.place().directory().resolve("wire.pcap"));
    }

    /** Stops and reads what was seen. */
    public Endings stop() throws InterruptedException {
        tcpdump.interrupt();
        tcpdump.exit(java.time.Duration.ofSeconds(5));
        try {
            return Endings.read(capture, lab.addressing().vip());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        tcpdump.close();
    }
}
