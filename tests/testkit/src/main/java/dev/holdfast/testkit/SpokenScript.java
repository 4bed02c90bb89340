package dev.holdfast.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A script that grows while it is played: what a scenario told the client and the server to do so far. */
final class SpokenScript implements Script {

    private final List<ServerStep> server = new ArrayList<>();
    private final List<ClientStep> client = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();
    private byte[] input = {};
    private byte[] output = {};
    private int serverRead;
    private boolean clientAborts;
    private boolean serverMayReset;
    private boolean serverSendsFin;

    void clientSends(byte[] bytes) {
        input = concat(input, bytes);
        client.add(new ClientStep.Send(bytes.length));
    }

    void clientDoes(ClientStep step) {
        clientAborts |= step instanceof ClientStep.Abort;
        client.add(step);
    }

    /** @return how many bytes the server has read then */
    int serverReads(int count) {
        if (count > 0) {
            serverRead += count;
            server.add(new ServerStep.Read(count));
        }
        return serverRead;
    }

    void serverWrites(byte[] bytes) {
        parts.add(new Part(output.length + 1, output.length + 1 + bytes.length, serverRead, false));
        output = concat(output, bytes);
        server.add(new ServerStep.Write(bytes.length));
    }

    /** Closing with bytes unread, or before the client's next ones, is a reset (RFC 2525 section 2.17). */
    void serverDoes(ServerStep step) {
        serverMayReset |= step instanceof ServerStep.Close || step instanceof ServerStep.Abort;
        serverSendsFin |= step instanceof ServerStep.Close || step instanceof ServerStep.Shutdown;
        server.add(step);
    }

    /** What the client was told to send and the server was not told to read. */
    byte[] unread() {
        return Arrays.copyOfRange(input, serverRead, input.length);
    }

    private static byte[] concat(byte[] left, byte[] right) {
        byte[] both = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, both, left.length, right.length);
        return both;
    }

    @Override
    public String kind() {
        return "spoken";
    }

    @Override
    public List<ServerStep> server() {
        return server;
    }

    @Override
    public List<ClientStep> client() {
        return client;
    }

    @Override
    public boolean isComplete() {
        return false;
    }

    @Override
    public byte[] input() {
        return input;
    }

    @Override
    public byte[] output() {
        return output;
    }

    @Override
    public boolean serverMayReset() {
        return serverMayReset;
    }

    @Override
    public boolean clientAborts() {
        return clientAborts;
    }

    @Override
    public boolean serverSendsFin() {
        return serverSendsFin;
    }

    @Override
    public long dependsOn(long offset) {
        return Part.dependsOn(parts, offset);
    }
}
