package dev.holdfast.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * What the two programs of a run do, and the one true output that follows from the client's bytes.
 *
 * <p>The server's steps are a deterministic function of its input, so every life of the server makes the same bytes.
 */
final class Script {

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

    private record Part(long from, long to, long inputBefore, boolean echo) {}

    private final String kind;
    private final List<ServerStep> server;
    private final List<ClientStep> client;
    private final byte[] input;
    private final byte[] output;
    private final List<Part> parts = new ArrayList<>();
    private final boolean serverMayReset;
    private final boolean clientAborts;
    private boolean serverSendsFin;

    Script(
            String kind,
            Dice dice,
            List<ServerStep> server,
            List<ClientStep> client,
            boolean serverMayReset,
            boolean clientAborts) {
        this.kind = kind;
        this.server = List.copyOf(server);
        this.client = List.copyOf(client);
        this.serverMayReset = serverMayReset;
        this.clientAborts = clientAborts;
        this.input = randomBytes(
                dice,
                client.stream()
                        .mapToInt(step -> step instanceof ClientStep.Send send ? send.count() : 0)
                        .sum());
        this.output = runServer();
    }

    private static byte[] randomBytes(Dice dice, int count) {
        byte[] bytes = new byte[count];
        long bits = 0;
        for (int i = 0; i < count; i++) {
            bits = i % 8 == 0 ? dice.next() : bits >>> 8;
            bytes[i] = (byte) bits;
        }
        return bytes;
    }

    private byte[] runServer() {
        int read = 0;
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (ServerStep step : server) {
            switch (step) {
                case ServerStep.Read some -> read += some.count();
                case ServerStep.ReadToEnd _ -> read = input.length;
                case ServerStep.Echo some -> read = echo(out, read, some.count());
                case ServerStep.EchoToEnd _ -> read = echo(out, read, input.length - read);
                case ServerStep.Write some -> answer(out, read, some.count());
                case ServerStep.Shutdown _, ServerStep.Close _ -> serverSendsFin = true;
                case ServerStep.Abort _ -> {}
            }
        }
        return out.toByteArray();
    }

    private int echo(java.io.ByteArrayOutputStream out, int read, int count) {
        parts.add(new Part(out.size() + 1, out.size() + 1 + count, read, true));
        for (int i = 0; i < count; i++) {
            out.write(input[read + i] ^ 0x5a);
        }
        return read + count;
    }

    private void answer(java.io.ByteArrayOutputStream out, int read, int count) {
        parts.add(new Part(out.size() + 1, out.size() + 1 + count, read, false));
        long digest = 17;
        for (int i = Math.max(0, read - 64); i < read; i++) {
            digest = digest * 31 + input[i];
        }
        Dice dice = new Dice(digest + out.size());
        out.writeBytes(randomBytes(dice, count));
    }

    String kind() {
        return kind;
    }

    List<ServerStep> server() {
        return server;
    }

    List<ClientStep> client() {
        return client;
    }

    /** The client's bytes; offset 1 is index 0. */
    byte[] input() {
        return input;
    }

    /** The server's bytes; offset 1 is index 0. */
    byte[] output() {
        return output;
    }

    boolean serverMayReset() {
        return serverMayReset;
    }

    boolean clientAborts() {
        return clientAborts;
    }

    boolean serverSendsFin() {
        return serverSendsFin;
    }

    /** The inbound offset before which all bytes must have been read for the outbound byte at {@code offset} to exist. */
    long dependsOn(long offset) {
        for (Part part : parts) {
            if (offset >= part.from && offset < part.to) {
                return 1 + part.inputBefore + (part.echo ? offset - part.from + 1 : 0);
            }
        }
        return 1;
    }
}
