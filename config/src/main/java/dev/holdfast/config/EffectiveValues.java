package dev.holdfast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays a valid configuration out value by value, the defaults in their places. Owned by the calling thread. */
final class EffectiveValues {

    private static final ConfigObject NOTHING = ConfigFactory.empty().root();
    private static final String REFERENCE = "dev/holdfast/config/reference.conf";
    private static final String NOT_SHOWN = "\"(not shown)\"";

    /** A server's environment often holds a password; elsewhere it is called one. */
    private static final Pattern SECRET =
            Pattern.compile(".*\\.environment\\..*|(?i:.*(password|passphrase|secret|token|credential)[^.]*)");

    private static final String ELEMENT = "\\[\\d+]";
    private static final Pattern VIP = Pattern.compile("holdfast\\.vips" + ELEMENT);
    private static final Pattern SERVICE = Pattern.compile(VIP.pattern() + "\\.services" + ELEMENT);

    private final ConfigObject vipDefaults;
    private final ConfigObject serviceDefaults;
    private final List<EffectiveValue> values = new ArrayList<>();

    private EffectiveValues(Config complete) {
        vipDefaults = complete.getObject("holdfast.defaults.vip");
        serviceDefaults = complete.getObject("holdfast.defaults.service");
    }

    /** @param complete resolved, with the reference behind it */
    static List<EffectiveValue> of(Config complete) {
        EffectiveValues all = new EffectiveValues(complete);
        all.add("", complete.withoutPath("holdfast.defaults").root());
        return List.copyOf(all.values);
    }

    private void add(String path, ConfigValue value) {
        if (value instanceof ConfigObject group && !group.isEmpty()) {
            ConfigObject whole = group.withFallback(defaultsOf(path));
            whole.keySet().stream().sorted().forEach(key -> add(below(path, key), whole.getOrDefault(key, value)));
        } else if (value instanceof ConfigList list && list.stream().anyMatch(ConfigObject.class::isInstance)) {
            for (int i = 0; i < list.size(); i++) {
                add(path + "[" + i + "]", list.get(i));
            }
        } else {
            values.add(new EffectiveValue(path, shown(path, value), spoken(value.origin())));
        }
    }

    private ConfigObject defaultsOf(String path) {
        if (VIP.matcher(path).matches()) {
            return vipDefaults;
        }
        return SERVICE.matcher(path).matches() ? serviceDefaults : NOTHING;
    }

    private static String below(String path, String key) {
        String quoted = ConfigUtil.joinPath(key);
        return path.isEmpty() ? quoted : path + "." + quoted;
    }

    private static String shown(String path, ConfigValue value) {
        String text = value.render(ConfigRenderOptions.concise());
        return SECRET.matcher(path).matches() || text.contains("PRIVATE KEY") ? NOT_SHOWN : text;
    }

    /** A text that is put together from several places has all of them, as the library describes them. */
    private static String spoken(ConfigOrigin origin) {
        return Stream.of(origin.description().replaceFirst("^merge of ", "").split(","))
                .map(part -> part.contains(REFERENCE) ? "default" : part.replaceFirst(": ([0-9-]+)$", ":$1"))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
