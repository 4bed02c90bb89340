package dev.holdfast.config;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything a node is told by its configuration file, checked as a whole: no two services share a name or a virtual address and
 * port. Immutable.
 *
 * @param vips at least one
 * @param fence whether the kernel too keeps a node from sending for an address whose lease ran out (I9); no effect in a cluster of one
 * @param akka what stands in the file's {@code akka} section, to be laid over the actor system's own configuration; maybe empty
 */
public record Settings(
        NodeSettings node,
        List<VipSettings> vips,
        JournalSettings journal,
        LimitSettings limits,
        ClusterSettings cluster,
        boolean fence,
        HttpSettings http,
        TraceSettings traces,
        Config akka) {

    public Settings {
        vips = List.copyOf(vips);
    }

    /** Reads a file; what it does not say comes from {@code reference.conf}. */
    public static SettingsResult load(Path file) {
        return SettingsReader.load(file);
    }

    /**
     * What a file comes to, value by value in the order of their keys; it must be one that {@link #load} takes. Secrets are left out.
     */
    public static List<EffectiveValue> values(Path file) {
        return SettingsReader.values(file);
    }

    /** Reads a text as if it were the content of a file called {@code name}. */
    public static SettingsResult parse(String name, String text) {
        return SettingsReader.parse(name, text);
    }
}
