package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveValuesTest {

    @TempDir
    Path directory = Path.of("");

    private record Printed(List<EffectiveValue> all) {

        EffectiveValue at(String key) {
            return all.stream()
                    .filter(value -> value.key().equals(key))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Printed values(String text) throws IOException {
        return new Printed(Settings.values(Files.writeString(directory.resolve("holdfast.conf"), text)));
    }

    private String at(int line) {
        return directory.resolve("holdfast.conf") + ":" + line;
    }

    @Test
    void everyValueHasItsLineOrIsADefault() throws IOException {
        Printed values = values("""
                holdfast.cluster.lease = 500 ms
                holdfast.vips = [{
                  address = "192.0.2.10"
                  interface = eth0
                  services = [{ name = web, port = 80, command = [nginx, "-g"] }]
                }]
                """);

        assertThat(values.at("holdfast.cluster.lease"))
                .isEqualTo(new EffectiveValue("holdfast.cluster.lease", "\"500 ms\"", at(1)));
        assertThat(values.at("holdfast.vips[0].services[0].port").origin()).isEqualTo(at(5));
        assertThat(values.at("holdfast.vips[0].services[0].command").value()).isEqualTo("[\"nginx\",\"-g\"]");
        assertThat(values.at("holdfast.vips[0].services[0].give-up-after"))
                .isEqualTo(new EffectiveValue("holdfast.vips[0].services[0].give-up-after", "3", "default"));
        assertThat(values.at("holdfast.vips[0].placement").origin()).isEqualTo("default");
        assertThat(values.at("holdfast.journal.directory"))
                .isEqualTo(
                        new EffectiveValue("holdfast.journal.directory", "\"/var/lib/holdfast/journal\"", "default"));
    }

    @Test
    void aDefaultThatTheFileChangesPointsAtTheFile() throws IOException {
        Printed values = values("""
                holdfast.defaults.service.restart.max-backoff = 9 s
                holdfast.vips = [{
                  address = "192.0.2.10", interface = eth0
                  services = [{ name = web, port = 80, command = [nginx], restart.min-backoff = 1 s }]
                }]
                """);

        assertThat(values.all()).noneMatch(value -> value.key().startsWith("holdfast.defaults"));
        assertThat(values.at("holdfast.vips[0].services[0].restart.max-backoff").origin())
                .isEqualTo(at(1));
        assertThat(values.at("holdfast.vips[0].services[0].restart.min-backoff").origin())
                .isEqualTo(at(4));
        assertThat(values.at("holdfast.vips[0].services[0].restart.reset-after").origin())
                .isEqualTo("default");
    }

    @Test
    void aTextPutTogetherNamesAllItsPlaces() throws IOException {
        Printed values = values("""
                name = alpha
                holdfast.node.state-directory = "/srv"
                akka.x = "/etc/"${name}"/x"
                """);

        assertThat(values.at("akka.x")).isEqualTo(new EffectiveValue("akka.x", "\"/etc/alpha/x\"", at(1) + "-3"));
        assertThat(values.at("holdfast.journal.directory"))
                .isEqualTo(new EffectiveValue("holdfast.journal.directory", "\"/srv/journal\"", at(2) + ", default"));
    }

    @Test
    void anIncludedFileIsNamed() throws IOException {
        Path included = Files.writeString(directory.resolve("common.conf"), "\nholdfast.fence = off\n");

        EffectiveValue fence = values("include \"common.conf\"").at("holdfast.fence");

        assertThat(fence).isEqualTo(new EffectiveValue("holdfast.fence", "\"off\"", included + ":2"));
    }

    @Test
    void secretsAreNeverShown() throws IOException {
        List<EffectiveValue> values = values("""
                holdfast.cluster.tls { certificate = "/c.crt", key = "/c.key", authority = "/ca.crt" }
                holdfast.vips = [{
                  address = "192.0.2.10", interface = eth0
                  services = [{ name = web, port = 80, command = [nginx], environment { DB = "hunter2", "A.B" = "hunter2" } }]
                }]
                akka { jdbc.password = "hunter2", Some-Token = "hunter2", pem = "-----BEGIN PRIVATE KEY-----hunter2", loglevel = DEBUG }
                """).all();

        assertThat(values).noneMatch(value -> value.value().contains("hunter2"));
        assertThat(values.stream().filter(value -> value.value().contains("not shown")))
                .hasSize(5);
        assertThat(values)
                .anyMatch(value -> value.key().equals("holdfast.cluster.tls.key")
                        && value.value().equals("\"/c.key\""));
    }
}
