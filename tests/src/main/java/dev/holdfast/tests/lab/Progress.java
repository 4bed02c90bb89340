package dev.holdfast.tests.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.OptionalLong;

/** What the checking client tells on its stderr with {@code --progress}. */
public final class Progress {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Progress() {}

    /** The bytes that were acknowledged or received so far; empty for a line about something else. */
    public static OptionalLong of(String line) {
        if (!line.startsWith("{\"acknowledged\"")) {
            return OptionalLong.empty();
        }
        try {
            JsonNode told = JSON.readTree(line);
            return OptionalLong.of(
                    told.path("acknowledged").asLong() + told.path("received").asLong());
        } catch (JsonProcessingException cutShort) {
            return OptionalLong.empty();
        }
    }
}
