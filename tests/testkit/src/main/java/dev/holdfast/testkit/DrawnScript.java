package dev.holdfast.testkit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A script that is known from the start: random bytes from the client, and what the server makes of them. */
final class DrawnScript implements Script {

    private final String kind;
    private final List<ServerStep> server;
    private final List<ClientStep> client;
    private final byte[] input;
    private final byte[] output;
    private final List<Script.Part> parts = new ArrayList<>();
    private final boolean serverMayReset;
    private final boolean clientAborts;
    private boolean serverSendsFin;

    DrawnScript(
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
        ByteArrayOutputStream out = new ByteArrayOutputStream();
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

    private int echo(ByteArrayOutputStream out, int read, int count) {
        parts.add(new Script.Part(out.size() + 1, out.size() + 1 + count, read, true));
        for (int i = 0; i < count; i++) {
            out.write(input[read + i] ^ 0x5a);
        }
        return read + count;
    }

    private void answer(ByteArrayOutputStream out, int read, int count) {
        parts.add(new Script.Part(out.size() + 1, out.size() + 1 + count, read, false));
        long digest = 17;
        for (int i = Math.max(0, read - 64); i < read; i++) {
            digest = digest * 31 + input[i];
        }
        Dice dice = new Dice(digest + out.size());
        out.writeBytes(randomBytes(dice, count));
    }

    @Override
    public String kind() {
        return kind;
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
        return true;
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
        return Script.Part.dependsOn(parts, offset);
    }
}
