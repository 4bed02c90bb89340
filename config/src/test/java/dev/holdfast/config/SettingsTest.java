package dev.holdfast.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.protocol.wire.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final String MINIMAL = """
            holdfast.vips = [{
              address = "192.0.2.10", interface = eth0
              services = [{ name = web, port = 80, command = [nginx] }]
            }]
            """;

    @Test
    void loadsTheExampleDeployment() {
        Settings settings = loaded(Settings.load(Path.of("examples/single-host.conf")));

        VipSettings vip = settings.vips().getFirst();
        assertThat(vip.placement()).isEqualTo(new VipSettings.Placement.Namespace("web"));
        assertThat(vip.virtualMac()).hasToString("02:00:5e:10:00:01");
        ServiceSettings cache = vip.services().getLast();
        assertThat(cache.level()).isEqualTo(ServiceSettings.Level.L1);
        assertThat(cache.environment()).containsEntry("TZ", "UTC");
        assertThat(cache.user()).isEqualTo("redis");
        assertThat(settings.vips().getLast().address()).isEqualTo(IpAddress.parse("2001:db8::10"));
        assertThat(settings.journal().store()).isEqualTo(JournalSettings.Store.MEMORY);
        assertThat(settings.akka().getString("loglevel")).isEqualTo("WARNING");
    }

    @Test
    void showsItselfOverHttpWhereItIsTold() {
        Settings settings =
                parsed(MINIMAL + "holdfast.http { address = \"::1\", port = 9464 }\nholdfast.node.log-format = json");

        assertThat(settings.http()).isEqualTo(new HttpSettings(IpAddress.parse("::1"), 9464));
        assertThat(settings.http().on()).isTrue();
        assertThat(settings.node().logFormat()).isEqualTo(NodeSettings.LogFormat.JSON);
    }

    @Test
    void tellsTracesToAWebAddressOnly() {
        assertThat(parsed(MINIMAL).traces().endpoint()).isNull();
        assertThat(parsed(MINIMAL + "holdfast.traces.endpoint = \"http://127.0.0.1:4318/v1/traces\"")
                        .traces()
                        .endpoint())
                .hasToString("http://127.0.0.1:4318/v1/traces");
        assertThat(errors(Settings.parse("test.conf", MINIMAL + "holdfast.traces.endpoint = \"127.0.0.1\"")))
                .hasSize(1);
    }

    @Test
    void fillsInDefaultsWithTheirUnits() {
        Settings settings = parsed(MINIMAL);

        assertThat(settings.journal().memoryBytesMax()).isEqualTo(2L << 30);
        assertThat(settings.journal().directory()).isEqualTo(Path.of("/var/lib/holdfast/journal"));
        assertThat(settings.limits().connectionsMax()).isEqualTo(65536);
        assertThat(settings.cluster().nodes()).isEmpty();
        assertThat(settings.cluster().lease()).isEqualTo(Duration.ofMillis(300));
        assertThat(settings.fence()).isTrue();
        assertThat(settings.http().on()).isFalse();
        assertThat(settings.node().logFormat()).isEqualTo(NodeSettings.LogFormat.TEXT);
        assertThat(settings.vips().getFirst().owners()).containsExactly("node-1");
        ServiceSettings service = settings.vips().getFirst().services().getFirst();
        assertThat(service.restart().minBackoff()).isEqualTo(Duration.ofMillis(10));
        assertThat(service.giveUpAfter()).isEqualTo(3);
        assertThat(service.user()).isNull();
        assertThat(settings.akka().isEmpty()).isTrue();
    }

    @Test
    void derivesTheJournalsDirectoryFromTheStateDirectory() {
        Settings settings = parsed(MINIMAL + "holdfast.node.state-directory = \"/srv/holdfast\"");

        assertThat(settings.journal().directory()).isEqualTo(Path.of("/srv/holdfast/journal"));
    }

    @Test
    void letsOneFileChangeTheDefaultsOfAllItsServices() {
        Settings settings = parsed(MINIMAL + "holdfast.defaults.service.give-up-after = 7");

        assertThat(settings.vips().getFirst().services().getFirst().giveUpAfter())
                .isEqualTo(7);
    }

    @Test
    void reportsAllFaultsOfAFileAtOnceWithLineAndNearestKey(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("bad.conf"), """
                holdfast {
                  journal {
                    sore = memory
                    batch-bytes-max = 1 TiB
                    fsync = perhaps
                  }
                  vips = [{
                    address = "192.0.2.10"
                    services = [
                      { name = web, pport = 80, command = [nginx] }
                    ]
                  }]
                  limts {}
                }
                akkka {}
                """);

        List<ConfigError> errors = errors(Settings.load(file));

        assertThat(errors)
                .extracting(ConfigError::line, ConfigError::key, ConfigError::nearest)
                .containsExactly(
                        tuple(3, "holdfast.journal.sore", "store"),
                        tuple(4, "holdfast.journal.batch-bytes-max", null),
                        tuple(5, "holdfast.journal.fsync", null),
                        tuple(7, "holdfast.vips[0].interface", null),
                        tuple(10, "holdfast.vips[0].services[0].port", null),
                        tuple(10, "holdfast.vips[0].services[0].pport", "port"),
                        tuple(13, "holdfast.limts", "limits"),
                        tuple(15, "akkka", "akka"));
        assertThat(errors).allSatisfy(error -> assertThat(error.file()).isEqualTo(file.toString()));
        assertThat(errors.getFirst())
                .hasToString(file + ":3: holdfast.journal.sore: unknown key; did you mean \"store\"?");
    }

    @Test
    void namesTheLineOfASyntaxError() {
        ConfigError error = errors(Settings.parse("bad.conf", "holdfast {\n  node {\n    name = }\n"))
                .getFirst();

        assertThat(error.file()).isEqualTo("bad.conf");
        assertThat(error.line()).isEqualTo(3);
    }

    @Test
    void saysThatAFileIsNotThere() {
        ConfigError error = errors(Settings.load(Path.of("/nowhere/x.conf"))).getFirst();

        assertThat(error).hasToString("/nowhere/x.conf: " + error.message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "holdfast {}",
                "holdfast.vips = []",
                "holdfast = 5",
                "holdfast.vips = 5",
                "holdfast.vips = [5]",
                "holdfast.defaults = 5",
                "holdfast.defaults.vip = 5",
                "holdfast.node = []",
                "holdfast.x = ${y}",
                "include required(\"no\")"
            })
    void rejectsHollowFiles(String text) {
        assertThat(errors(Settings.parse("hollow.conf", text))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            address = "10.0.0.1/24"                  | holdfast.vips[0].address
            address = "::ffff:10.0.0.1"              | holdfast.vips[0].address
            address = "010.0.0.1"                    | holdfast.vips[0].address
            address = "127.0.0.1"                    | holdfast.vips[0].address
            address = "224.0.0.1"                    | holdfast.vips[0].address
            address = "fe80::1"                      | holdfast.vips[0].address
            address = "example.org"                  | holdfast.vips[0].address
            interface = "sixteen-letters0"           | holdfast.vips[0].interface
            interface = "veth0@if3"                  | holdfast.vips[0].interface
            interface = "a/b"                        | holdfast.vips[0].interface
            virtual-mac = "01:00:5e:00:00:01"        | holdfast.vips[0].virtual-mac
            virtual-mac = "02:00"                    | holdfast.vips[0].virtual-mac
            link = quick                             | holdfast.vips[0].link
            placement = namespace                    | holdfast.vips[0].namespace
            namespace = "web"                        | holdfast.vips[0].namespace
            services = []                            | holdfast.vips[0].services
            """)
    void rejectsWhatAVirtualAddressCannotBe(String line, String key) {
        String text = "holdfast.vips = [{ address = \"192.0.2.10\", interface = eth0\n"
                + "services = [{ name = web, port = 80, command = [nginx] }]\n" + line + "\n}]";

        assertThat(errors(Settings.parse("vip.conf", text)))
                .extracting(ConfigError::key)
                .contains(key);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            port = 65536                             | port
            port = 80.5                              | port
            port = [80]                              | port
            name = "Web Server"                      | name
            level = l2                               | level
            command = []                             | command
            command = "nginx -g"                     | command
            directory = "relative"                   | directory
            user = "no such user"                    | user
            restart.min-backoff = 1 m                | restart.min-backoff
            restart.min-backoff = soon               | restart.min-backoff
            restart = 5 s                            | restart
            give-up-after = 0                        | give-up-after
            start-timeout = 1 ms                     | start-timeout
            environment { HOLDFAST_RING = "1" }      | environment
            environment { PATH { a = b } }           | environment.PATH
            """)
    void rejectsWhatAServiceCannotBe(String line, String key) {
        String text = "holdfast.vips = [{ address = \"192.0.2.10\", interface = eth0\n"
                + "services = [{ name = web, port = 80, command = [nginx]\n" + line + "\n}] }]";

        ConfigError error = errors(Settings.parse("service.conf", text)).getFirst();

        assertThat(error.key()).isEqualTo("holdfast.vips[0].services[0]." + key);
        assertThat(error.line()).isEqualTo(3);
    }

    @Test
    void rejectsNamesPortsAndAddressesThatAreTaken() {
        String text = """
                holdfast.vips = [
                  { address = "2001:db8::1", interface = eth0, services = [
                    { name = a, port = 80, command = [x] }
                    { name = b, port = 80, command = [x] }
                  ] }
                  { address = "2001:db8:0::1", interface = eth0, services = [
                    { name = a, port = 81, command = [x] }
                  ] }
                ]""";

        assertThat(errors(Settings.parse("twice.conf", text)))
                .extracting(ConfigError::line, ConfigError::key)
                .containsExactly(
                        tuple(4, "holdfast.vips[0].services[1].port"),
                        tuple(6, "holdfast.vips[1].address"),
                        tuple(7, "holdfast.vips[1].services[0].name"));
    }

    @Test
    void knowsEveryKeyOfTheReference() {
        assertThat(SettingsReader.reference().getConfig("holdfast").root().keySet())
                .containsExactlyInAnyOrder(
                        "node", "defaults", "journal", "limits", "cluster", "fence", "http", "traces");
        parsed(MINIMAL);
    }

    private static Settings parsed(String text) {
        return loaded(Settings.parse("test.conf", text));
    }

    private static Settings loaded(SettingsResult result) {
        return switch (result) {
            case SettingsResult.Loaded(Settings settings) -> settings;
            case SettingsResult.Invalid(List<ConfigError> errors) -> throw new AssertionError(errors);
        };
    }

    private static List<ConfigError> errors(SettingsResult result) {
        return switch (result) {
            case SettingsResult.Loaded(Settings settings) -> throw new AssertionError("accepted: " + settings);
            case SettingsResult.Invalid(List<ConfigError> errors) -> errors;
        };
    }
}
