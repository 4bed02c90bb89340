package dev.holdfast.tests.demo;

import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Endings;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.Machine;
import dev.holdfast.tests.lab.PatternFile;
import dev.holdfast.tests.lab.Received;
import dev.holdfast.tests.lab.WireWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** curl downloads a large file from nginx; master and workers are killed three times on the way. */
record DownloadAct() implements Act {

    private static final long BYTES = 1L << 30;

    @Override
    public String name() {
        return "download";
    }

    @Override
    public String plot() {
        return "curl downloads 1 GiB from nginx (two workers, sendfile); master and workers are killed three times";
    }

    @Override
    public ActResult play(Stage stage) throws InterruptedException {
        PatternFile file = prepare(stage);
        List<Long> thresholds = List.of(file.bytes() / 5, file.bytes() / 2, file.bytes() / 5 * 4);
        try (Lab lab = stage.lab(nginx(stage));
                WireWatch wire = WireWatch.on(lab);
                Client curl = Client.start(lab, curl(lab), (_, _) -> {})) {
            Killer killer = new Killer(lab, stage.talk(), thresholds);
            Received received = Received.from(curl.out(), killer::progress);
            int exit = curl.exit(Stage.PATIENCE);
            killer.settle();
            Endings endings = wire.stop();
            return new ActResult(
                            name(),
                            received.bytes(),
                            killer.kills(),
                            received.longestStallMillis(),
                            endings.resets(),
                            endings.earlyFins(),
                            received.sha256().equals(file.sha256()),
                            List.of())
                    .require(exit == 0, "curl ended with " + exit + ": " + curl.lastWords())
                    .require(killer.kills() == 3, "the server was killed " + killer.kills() + " times, not 3")
                    .require(endings.connections() == 1, "curl made " + endings.connections() + " connections, not 1");
        }
    }

    private static PatternFile prepare(Stage stage) {
        try {
            Path www = Files.createDirectories(stage.directory().resolve("www"));
            Files.writeString(stage.directory().resolve("nginx.conf"), configuration(stage.directory()));
            return PatternFile.write(www.resolve("large"), stage.scaled(BYTES));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static List<String> nginx(Stage stage) {
        Path program = Machine.find("nginx");
        return List.of(
                program == null ? "nginx" : program.toString(),
                "-c",
                stage.directory().resolve("nginx.conf").toString());
    }

    /** As Debian's own, but in the foreground, without logs, and with all its files in our directory. */
    private static String configuration(Path directory) {
        return """
                daemon off;
                worker_processes 2;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.error warn;
                events { worker_connections 512; }
                http {
                    access_log off;
                    sendfile on;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server { listen %2$d; listen [::]:%2$d; root %1$s/www; }
                }
                """.formatted(directory, Stage.PORT);
    }

    private static List<String> curl(Lab lab) {
        String url = "http://" + lab.addressing().inUrl() + ":" + Stage.PORT + "/large";
        return List.of("curl", "--silent", "--show-error", "--fail", "--noproxy", "*", "--output", "-", url);
    }
}
