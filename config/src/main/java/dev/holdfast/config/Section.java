package dev.holdfast.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One group of keys while it is read: the keys that are asked for are the known ones, all others are errors.
 *
 * <p>A reading method that finds a fault records it and returns a harmless stand-in; {@link #build} then yields nothing, so no
 * record is ever made from a stand-in. Owned by the loading thread.
 */
final class Section {

    private static final String KEY = "value";

    private final Faults faults;
    private final String path;
    private final ConfigObject object;
    private final ConfigOrigin place;
    private final Set<String> known = new LinkedHashSet<>();
    private final int faultsBefore;

    /** @param place where to point when a key is missing */
    Section(Faults faults, String path, ConfigObject object, ConfigOrigin place) {
        this.faults = faults;
        this.path = path;
        this.object = object;
        this.place = place;
        this.faultsBefore = faults.count();
    }

    /** The record, if every key of this section was right and no key was left over. */
    <T> @Nullable T build(Supplier<T> record) {
        rejectUnknown();
        return faults.count() == faultsBefore ? record.get() : null;
    }

    String string(String key) {
        return required(key, "", config -> config.getString(KEY));
    }

    boolean bool(String key) {
        return required(key, false, config -> config.getBoolean(KEY));
    }

    int integer(String key, int min, int max) {
        long checked = ranged(key, (long) min, (long) max, Section::exactLong, String::valueOf);
        return (int) checked;
    }

    double fraction(String key) {
        return ranged(key, 0.0, 1.0, config -> config.getDouble(KEY), String::valueOf);
    }

    /** Bytes with a HOCON unit: {@code 64 KiB}, {@code 2 GiB}; a bare number counts bytes. */
    long bytes(String key, long min, long max) {
        return ranged(key, min, max, config -> config.getBytes(KEY), Units::bytes);
    }

    /** A time with a HOCON unit: {@code 50 ms}, {@code 2 s}; a bare number counts milliseconds. */
    Duration duration(String key, Duration min, Duration max) {
        return ranged(key, min, max, config -> config.getDuration(KEY), Units::time);
    }

    <E extends Enum<E>> E choice(String key, Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        return parsed(
                key,
                constants.getFirst(),
                text -> constants.stream()
                        .filter(constant -> word(constant).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("must be one of "
                                + constants.stream().map(Section::word).collect(Collectors.joining(", ")) + ", not \""
                                + text
                                + "\"")));
    }

    /** @param parse throws IllegalArgumentException with a message for people */
    <T> T parsed(String key, T standIn, Function<String, T> parse) {
        return required(key, standIn, config -> parse.apply(config.getString(KEY)));
    }

    <T> @Nullable T optional(String key, Function<String, T> parse) {
        ConfigValue value = known(key);
        return value == null ? null : converted(value, at(key), config -> parse.apply(config.getString(KEY)));
    }

    /** A list of strings that may be absent. */
    List<String> strings(String key) {
        return required(key, List.of(), config -> config.getStringList(KEY));
    }

    /** A group of free names, each with a string. */
    Map<String, String> stringMap(String key) {
        Map<String, String> strings = new LinkedHashMap<>();
        group(key).forEach((name, value) -> {
            String text = converted(value, at(key) + "." + name, config -> config.getString(KEY));
            strings.put(name, text == null ? "" : text);
        });
        return strings;
    }

    Section section(String key) {
        return section(key, place);
    }

    /**
     * A group of its own; if it is none, that one fault is recorded and not every key that is missing in it.
     *
     * @param missing where to point when a key of the group is missing
     */
    Section section(String key, ConfigOrigin missing) {
        int before = faults.count();
        ConfigObject group = group(key);
        Faults sink = faults.count() == before ? faults : new Faults("");
        Section section = new Section(sink, at(key), group, missing);
        if (sink != faults) {
            section.fault("", "is no group");
        }
        return section;
    }

    /** Each element of a list of groups, at least one, completed from {@code defaults}; faulty elements are left out. */
    <T> List<T> each(String key, ConfigObject defaults, Function<Section, @Nullable T> read) {
        if (known(key) instanceof ConfigList list && list.isEmpty()) {
            fault(key, "must not be empty");
        }
        return elements(key, defaults, read);
    }

    /** Each element of a list of groups, maybe none; faulty elements are left out. */
    <T> List<T> any(String key, Function<Section, @Nullable T> read) {
        return elements(key, ConfigFactory.empty().root(), read);
    }

    private <T> List<T> elements(String key, ConfigObject defaults, Function<Section, @Nullable T> read) {
        ConfigList list = required(key, ConfigValueFactory.fromIterable(List.of()), config -> config.getList(KEY));
        List<T> elements = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String elementPath = at(key) + "[" + i + "]";
            if (list.get(i) instanceof ConfigObject given) {
                ConfigObject complete = given.withFallback(defaults);
                T element = read.apply(new Section(faults, elementPath, complete, given.origin()));
                if (element != null) {
                    elements.add(element);
                }
            } else {
                faults.add(list.get(i).origin(), elementPath, "must be a group of keys in braces");
            }
        }
        return elements;
    }

    String path() {
        return path;
    }

    /** Marks {@code key} as known; its value, unless it is absent or null. */
    @Nullable
    ConfigValue known(String key) {
        known.add(key);
        ConfigValue value = object.get(key);
        return value == null || value.valueType() == ConfigValueType.NULL ? null : value;
    }

    /** Points at the key's line, or at the section's if the value is a default. */
    void fault(String key, String message) {
        fault(key, message, null);
    }

    /** @param nearest the word that was probably meant, if one is known */
    void fault(String key, String message, @Nullable String nearest) {
        ConfigValue value = object.get(key);
        ConfigOrigin origin = value != null && value.origin().resource() == null ? value.origin() : place;
        faults.add(origin, at(key), message, nearest);
    }

    ConfigObject group(String key) {
        ConfigValue value = known(key);
        if (value instanceof ConfigObject group) {
            return group;
        }
        fault(key, value == null ? "is missing" : "must be a group of keys in braces");
        return ConfigFactory.empty().root();
    }

    private <T> T required(String key, T standIn, Function<Config, T> convert) {
        ConfigValue value = known(key);
        if (value == null) {
            faults.add(place, at(key), "is missing");
            return standIn;
        }
        T converted = converted(value, at(key), convert);
        return converted == null ? standIn : converted;
    }

    private <T> @Nullable T converted(ConfigValue value, String fullKey, Function<Config, T> convert) {
        try {
            return convert.apply(value.atKey(KEY));
        } catch (ConfigException.WrongType wrong) {
            faults.add(value.origin(), fullKey, "has the wrong type: " + Units.kind(value.valueType()));
        } catch (ConfigException.BadValue | ConfigException.BadPath wrong) {
            faults.add(value.origin(), fullKey, "cannot be read: \"" + value.unwrapped() + "\"");
        } catch (IllegalArgumentException wrong) {
            faults.add(value.origin(), fullKey, String.valueOf(wrong.getMessage()));
        }
        return null;
    }

    private <T extends Comparable<T>> T ranged(
            String key, T min, T max, Function<Config, T> convert, Function<T, String> spoken) {
        return required(key, min, config -> {
            T number = convert.apply(config);
            if (number.compareTo(min) < 0 || number.compareTo(max) > 0) {
                throw new IllegalArgumentException("must lie between " + spoken.apply(min) + " and " + spoken.apply(max)
                        + ", not " + spoken.apply(number));
            }
            return number;
        });
    }

    private void rejectUnknown() {
        object.forEach((key, value) -> {
            if (!known.contains(key)) {
                faults.add(value.origin(), at(key), "unknown key", Nearest.to(key, known));
            }
        });
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** HOCON cuts {@code 80.5} to 80 silently; a port is not to be guessed. */
    private static Long exactLong(Config config) {
        double number = config.getDouble(KEY);
        if (number != Math.rint(number)) {
            throw new IllegalArgumentException("must be a whole number, not " + number);
        }
        return config.getLong(KEY);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
