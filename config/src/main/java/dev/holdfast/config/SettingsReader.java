package dev.holdfast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns HOCON into {@link Settings}; the only code that knows both. */
final class SettingsReader {

    private static final String ROOT = "holdfast";
    private static final String AKKA = "akka";
    private static final ConfigParseOptions OPTIONS =
            ConfigParseOptions.defaults().setAllowMissing(false);

    private SettingsReader() {}

    static SettingsResult load(Path file) {
        return read(file.toString(), () -> ConfigFactory.parseFile(file.toFile(), OPTIONS));
    }

    static List<EffectiveValue> values(Path file) {
        return EffectiveValues.of(complete(ConfigFactory.parseFile(file.toFile(), OPTIONS)));
    }

    private static Config complete(Config given) {
        return given.withFallback(reference()).resolve(ConfigResolveOptions.defaults());
    }

    static SettingsResult parse(String name, String text) {
        return read(name, () -> ConfigFactory.parseString(text, OPTIONS.setOriginDescription(name)));
    }

    private static SettingsResult read(String name, Supplier<Config> source) {
        Faults faults = new Faults(name);
        try {
            Config given = source.get();
            Config complete = complete(given);
            Settings settings = settings(complete, place(given), faults);
            if (settings != null) {
                return new SettingsResult.Loaded(settings);
            }
        } catch (ConfigException unreadable) {
            faults.add(unreadable.origin(), "", plain(unreadable));
        }
        return new SettingsResult.Invalid(faults.inOrder());
    }

    /** Defaults that are ours alone: they stay out of the actor system's own reference configuration. */
    static Config reference() {
        return ConfigFactory.parseResources(SettingsReader.class, "reference.conf", OPTIONS);
    }

    private static @Nullable Settings settings(Config complete, ConfigOrigin place, Faults faults) {
        Section top = new Section(faults, "", complete.root(), place);
        Config akka = top.known(AKKA) instanceof ConfigObject section ? section.toConfig() : ConfigFactory.empty();
        Section root = top.section(ROOT, place);
        Section defaults = root.section("defaults", place);
        Claims claims = new Claims(defaults.group("vip"), defaults.group("service"));
        Section ownNode = root.section("node", place);
        NodeSettings node = NodeSettings.read(ownNode);
        ClusterSettings cluster = ClusterSettings.read(root.section("cluster", place));
        requireOwnName(ownNode, node, cluster);
        Owners owners = new Owners(node == null ? null : node.name(), cluster);
        List<VipSettings> vips = root.each("vips", claims.vipDefaults(), vip -> VipSettings.read(vip, claims, owners));
        boolean fence = root.bool("fence");
        HttpSettings http = HttpSettings.read(root.section("http", place));
        TraceSettings traces = TraceSettings.read(root.section("traces", place));
        JournalSettings journal = JournalSettings.read(root.section("journal", place));
        LimitSettings limits = LimitSettings.read(root.section("limits", place));
        defaults.build(() -> defaults);
        root.build(() -> root);
        top.build(() -> top);
        if (node == null || journal == null || limits == null || cluster == null || http == null || traces == null) {
            return null;
        }
        return top.build(() -> new Settings(node, vips, journal, limits, cluster, fence, http, traces, akka));
    }

    private static void requireOwnName(
            Section section, @Nullable NodeSettings node, @Nullable ClusterSettings cluster) {
        if (node == null || cluster == null || cluster.nodes().isEmpty()) {
            return;
        }
        if (cluster.node(node.name()).isEmpty()) {
            List<String> names = cluster.nodes().stream().map(ClusterNode::name).toList();
            section.fault("name", "is not among holdfast.cluster.nodes", Nearest.to(node.name(), names));
        }
    }

    /** Where the file's own {@code holdfast} group begins: after the merge with the defaults that can no longer be told. */
    private static ConfigOrigin place(Config given) {
        ConfigValue root = given.root().get(ROOT);
        return root == null ? given.root().origin() : root.origin();
    }

    /** The library's message less the place, which is told apart. */
    private static String plain(ConfigException unreadable) {
        String message = String.valueOf(unreadable.getMessage());
        ConfigOrigin origin = unreadable.origin();
        String prefix = origin == null ? "" : origin.description() + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
}
