package dev.holdfast.interceptors.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A kernel setting below /proc/sys, in the network namespace of the calling thread.
 *
 * <p>Its key is a path like {@code net/ipv4/conf/eth0/arp_ignore}: interface names may contain dots, so dots do not separate.
 */
public record Sysctl(String key) {

    public Sysctl {
        if (key.contains("..") || key.startsWith("/")) {
            throw new IllegalArgumentException("not a kernel setting: " + key);
        }
    }

    /** Its value, or nothing if this kernel has no such setting. */
    public Optional<String> value() throws IOException {
        try {
            return Optional.of(Files.readString(path()).strip());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    public void set(String value) throws IOException {
        try {
            Files.writeString(path(), value);
        } catch (IOException e) {
            throw new IOException(
                    "cannot set " + key + " to " + value + " (needs CAP_NET_ADMIN): " + e.getMessage(), e);
        }
    }

    private Path path() {
        return Path.of("/proc/sys").resolve(key);
    }
}
