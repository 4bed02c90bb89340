package dev.holdfast.actors.watch;

import java.nio.charset.StandardCharsets;

/** What is answered to a request over HTTP. Its bytes are not copied, so they must not change. */
final class Reply {

    private static final String JSON = "application/json";

    private final int status;
    private final String contentType;
    private final byte[] body;

    Reply(int status, String contentType, byte[] body) {
        this.status = status;
        this.contentType = contentType;
        this.body = body;
    }

    static Reply json(int status, byte[] body) {
        return new Reply(status, JSON, body);
    }

    static Reply text(int status, String text) {
        return new Reply(status, "text/plain; charset=utf-8", (text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    int status() {
        return status;
    }

    String contentType() {
        return contentType;
    }

    byte[] body() {
        return body;
    }
}
