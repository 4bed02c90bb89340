package dev.holdfast.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.tests.lab.Client;
import dev.holdfast.tests.lab.Killer;
import dev.holdfast.tests.lab.Lab;
import dev.holdfast.tests.lab.PatternFile;
import dev.holdfast.tests.lab.Received;
import dev.holdfast.tests.lab.SystemPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that the demo does not show, as Debian ships them. */
@Tag("system")
class OtherServersSystemTest {

    private static final long FILE_BYTES = 200L << 20;

    @TempDir
    Path directory = Path.of("");

    @Test
    void aDownloadFromLighttpdSurvives() throws Exception {
        Files.writeString(
                directory.resolve("lighttpd.conf"),
                "server.document-root = \"%s\"%nserver.port = %d%nserver.bind = \"0.0.0.0\"%n"
                        .formatted(directory, Labs.PORT));
        downloadSurvives(
                "tlight",
                List.of(
                        "/usr/sbin/lighttpd",
                        "-D",
                        "-f",
                        directory.resolve("lighttpd.conf").toString()));
    }

    @Test
    void aDownloadFromPythonsFileServerSurvives() throws Exception {
        downloadSurvives(
                "tpython",
                List.of(
                        "/usr/bin/python3",
                        "-m",
                        "http.server",
                        Integer.toString(Labs.PORT),
                        "--directory",
                        directory.toString()));
    }

    @Test
    void redisConnectionsWithKeysOfTheirOwnSurvive() throws Exception {
        List<String> server = List.of(
                "/usr/bin/redis-server",
                "--port",
                "9000",
                "--bind",
                "0.0.0.0",
                "--protected-mode",
                "no",
                "--save",
                "",
                "--appendonly",
                "no");
        try (Lab lab = Labs.up(Labs.request("tredis", server))) {
            survives(
                    lab,
                    SystemPrograms.python("redisclient.py", lab.addressing().vip(), "9000", "8", "5000"),
                    Labs.killer(lab, 500L, 1500L, 2500L),
                    3);
        }
    }

    @Test
    void aForkedEchoOfSocatSurvives() throws Exception {
        List<String> server = List.of("/usr/bin/socat", "TCP-LISTEN:9000,fork,reuseaddr", "EXEC:/bin/cat");
        try (Lab lab = Labs.up(Labs.request("tsocat", server))) {
            survives(
                    lab,
                    SystemPrograms.streamClient(
                            lab,
                            "--mode",
                            "mirror",
                            "--connections",
                            "3",
                            "--bytes",
                            "9000000",
                            "--rate",
                            "3000000",
                            "--progress"),
                    Labs.killer(lab, 10_000_000L, 30_000_000L),
                    2);
        }
    }

    private static void survives(Lab lab, List<String> command, Killer killer, int kills) throws InterruptedException {
        try (Client client = Client.start(lab, command, (_, line) -> killer.progress(line))) {
            JsonNode report = client.json(Labs.PATIENCE);
            killer.settle();

            assertThat(report.path("ok").asBoolean())
                    .as(report + client.lastWords())
                    .isTrue();
            assertThat(killer.kills()).isEqualTo(kills);
        }
    }

    private void downloadSurvives(String name, List<String> server) throws IOException, InterruptedException {
        PatternFile file = PatternFile.write(directory.resolve("large"), FILE_BYTES);
        try (Lab lab = Labs.up(Labs.request(name, server).withDirectory(directory));
                Client curl = Labs.client(
                        lab,
                        List.of(
                                "curl",
                                "-sSf",
                                "--noproxy",
                                "*",
                                "http://%s:%d/large".formatted(lab.addressing().inUrl(), Labs.PORT)))) {
            Killer killer = Labs.killer(lab, FILE_BYTES / 4, FILE_BYTES / 2);
            Received received = Received.from(curl.out(), killer::progress);
            killer.settle();

            assertThat(curl.exit(Labs.PATIENCE)).as(curl.lastWords()).isZero();
            assertThat(received.sha256()).isEqualTo(file.sha256());
            assertThat(killer.kills()).isEqualTo(2);
        }
    }
}
