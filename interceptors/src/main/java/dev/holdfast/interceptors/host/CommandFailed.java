package dev.holdfast.interceptors.host;

import java.io.IOException;

/** A command did not do what it should; the message quotes it and says what to do. */
public final class CommandFailed extends IOException {

    CommandFailed(String message) {
        super(message);
    }

    CommandFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
