package dev.holdfast.testkit;

import java.util.List;

/**
 * What the two programs of a run do, and the one true output that follows from the client's bytes.
 *
 * <p>The server's steps are a deterministic function of its input, so every life of the server makes the same bytes.
 */
interface Script {

    /** A step of the server program. */
    sealed interface ServerStep {
        record Read(int count) implements ServerStep {}

        record ReadToEnd() implements ServerStep {}

        record Echo(int count) implements ServerStep {}

        record EchoToEnd() implements ServerStep {}

        record Write(int count) implements ServerStep {}

        record Shutdown() implements ServerStep {}

        record Close() implements ServerStep {}

        record Abort() implements ServerStep {}
    }

    /** A step of the client's writing side; its reading side reads all the time. */
    sealed interface ClientStep {
        record Send(int count) implements ClientStep {}

        /** Waits until so many bytes in all were read, or the stream ended. */
        record AwaitRead(int total) implements ClientStep {}

        record AwaitEnd() implements ClientStep {}

        record Pause(long nanos) implements ClientStep {}

        record Shutdown() implements ClientStep {}

        record Close() implements ClientStep {}

        record Abort() implements ClientStep {}
    }

    /**
     * A run of the server's output.
     *
     * @param inputBefore how many bytes were read before its first byte was made
     * @param echo whether each of its bytes needs one more byte of input
     */
    record Part(long from, long to, long inputBefore, boolean echo) {

        static long dependsOn(List<Part> parts, long offset) {
            for (Part part : parts) {
                if (offset >= part.from && offset < part.to) {
                    return 1 + part.inputBefore + (part.echo ? offset - part.from + 1 : 0);
                }
            }
            return 1;
        }
    }

    String kind();

    List<ServerStep> server();

    List<ClientStep> client();

    /** Whether no step will be added any more: then a program that did its last step is over. */
    boolean isComplete();

    /** The client's bytes; offset 1 is index 0. */
    byte[] input();

    /** The server's bytes; offset 1 is index 0. */
    byte[] output();

    boolean serverMayReset();

    boolean clientAborts();

    boolean serverSendsFin();

    /** The inbound offset before which all bytes must have been read for the outbound byte at {@code offset} to exist. */
    long dependsOn(long offset);
}
