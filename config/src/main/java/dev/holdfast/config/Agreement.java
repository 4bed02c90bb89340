package dev.holdfast.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the nodes of a cluster must be told alike, as a digest for each part of the configuration, so that nodes can compare without
 * showing each other anything. What is a host's own (interfaces, directories, users, environments, log files) is not in it.
 *
 * @param parts digests by the name of the part
 */
public record Agreement(Map<String, String> parts) {

    /** Counted up whenever something else is digested: marks of another one are not compared. */
    private static final String MARK = "agreement-1:";

    private static final int DIGEST_BYTES = 8;

    public Agreement {
        parts = Map.copyOf(parts);
    }

    public static Agreement of(Settings settings) {
        ClusterSettings cluster = settings.cluster();
        Map<String, String> parts = new TreeMap<>();
        parts.put("cluster.nodes", digest(cluster.nodes()));
        parts.put("cluster.lease", digest(cluster.lease()));
        parts.put("fence", digest(settings.fence()));
        parts.put("journal", digest(journal(settings.journal())));
        parts.put("limits", digest(settings.limits()));
        parts.put("vips", digest(each(settings.vips(), VipSettings::address)));
        settings.vips().forEach(vip -> {
            parts.put("vips " + vip.address() + " owners", digest(vip.owners()));
            parts.put("vips " + vip.address() + " services", digest(each(vip.services(), Agreement::service)));
        });
        return new Agreement(parts);
    }

    private static List<Object> journal(JournalSettings journal) {
        return List.of(
                journal.store(),
                journal.memoryBytesMax(),
                journal.diskBytesMax(),
                journal.fsync(),
                journal.batchBytesMax());
    }

    private static List<Object> service(ServiceSettings service) {
        return List.of(
                service.name(),
                service.port(),
                service.level(),
                service.command(),
                service.restart(),
                service.giveUpAfter());
    }

    private static <T> List<Object> each(Collection<T> all, Function<T, Object> part) {
        return all.stream().map(part).toList();
    }

    private static String digest(Object value) {
        try {
            byte[] all =
                    MessageDigest.getInstance("SHA-256").digest(value.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(all, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** One word for each part, which says to other nodes what {@link #ofMarks} reads. */
    public List<String> marks() {
        return parts.entrySet().stream()
                .map(part -> MARK + part.getKey() + "=" + part.getValue())
                .sorted()
                .toList();
    }

    /** Whatever is no mark, or one of another version, is passed over. */
    public static Agreement ofMarks(Collection<String> words) {
        return new Agreement(words.stream()
                .filter(word -> word.startsWith(MARK))
                .map(word -> word.substring(MARK.length()).split("=", 2))
                .filter(part -> part.length == 2)
                .collect(Collectors.toMap(part -> part[0], part -> part[1], (first, _) -> first)));
    }

    /** The parts that differ, those that only one of the two has among them, in their order; none if {@code other} says nothing. */
    public List<String> differences(Agreement other) {
        if (other.parts.isEmpty()) {
            return List.of();
        }
        Map<String, String> all = new TreeMap<>(parts);
        all.putAll(other.parts);
        return all.keySet().stream()
                .filter(part -> !parts.getOrDefault(part, "").equals(other.parts.getOrDefault(part, "")))
                .toList();
    }
}
