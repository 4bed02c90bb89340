package dev.holdfast.interceptors.process;

/** How the server's main process ended. */
public sealed interface Exit {

    record Exited(int code) implements Exit {}

    record Killed(int signal) implements Exit {}

    /** The launcher itself died without a word; by then the server is dead too or dying. */
    record Lost() implements Exit {}
}
