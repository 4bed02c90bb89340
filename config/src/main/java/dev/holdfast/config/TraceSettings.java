package dev.holdfast.config;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where failovers are told as traces.
 *
 * @param endpoint an OTLP receiver's full address for traces over HTTP, or null: nowhere
 */
public record TraceSettings(@Nullable URI endpoint) {

    static @Nullable TraceSettings read(Section section) {
        URI endpoint = section.parsed("endpoint", URI.create(""), TraceSettings::parse);
        return section.build(() -> new TraceSettings(endpoint.toString().isEmpty() ? null : endpoint));
    }

    private static URI parse(String text) {
        URI endpoint = URI.create(text);
        if (!text.isEmpty()
                && (endpoint.getHost() == null || !endpoint.getScheme().matches("https?"))) {
            throw new IllegalArgumentException(
                    "is not an http or https address, such as http://127.0.0.1:4318/v1/traces");
        }
        return endpoint;
    }
}
