package dev.holdfast.tests.system;

import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Lab;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** tcpdump on the client's wire: all of it, to be compared with what the journal's export makes of the same connection. */
final class LiveCapture implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Client tcpdump;
    private final Path file;

    /** Returns when every later packet will be seen. */
    LiveCapture(Lab lab, Path file) throws InterruptedException {
        this.file = file;
        CountDownLatch listens = new CountDownLatch(1);
        List<String> command = List.of(
                "tcpdump",
                "-i",
                lab.place().clientInterface(),
                "-Z",
                "root",
                "-U",
                "--immediate-mode",
                "-B",
                "65536",
                "-w",
                file.toString(),
                "tcp");
        this.tcpdump = Client.start(lab, command, (_, line) -> {
            if (line.contains("listening on")) {
                listens.countDown();
            }
        });
        if (!listens.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("tcpdump does not listen: " + tcpdump.lastWords());
        }
    }

    Capture stop() throws InterruptedException {
        tcpdump.interrupt();
        tcpdump.exit(PATIENCE);
        return new Capture(file);
    }

    @Override
    public void close() {
        tcpdump.close();
    }
}
