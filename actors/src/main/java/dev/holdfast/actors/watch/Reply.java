package dev.holdfast.actors.watch;

import java.nio.charset.StandardCharsets;

/** What is answered to a request over HTTP. The bytes are not copied, and never changed. */
record Reply(int status, String contentType, byte[] body) {

    private static final String JSON = "application/json";

    static Reply json(int status, byte[] body) {
        return new Reply(status, JSON, body);
    }

    static Reply text(int status, String text) {
        return new Reply(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
