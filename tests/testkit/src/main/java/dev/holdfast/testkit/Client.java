package dev.holdfast.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The client of a {@link Scenario}: an ordinary TCP and a program that reads at once. It knows of no trouble but what it sees. */
public final class Client {

    private final Scenario scenario;
    private final World world;
    private final SpokenScript script;
    private int told;

    Client(Scenario scenario, World world, SpokenScript script) {
        this.scenario = scenario;
        this.world = world;
        this.script = script;
    }

    /** Waits until it is connected. */
    public void connects() {
        world.client().connect();
        scenario.until(this::isConnected, () -> "the client is not connected");
    }

    /** Hands UTF-8 to its TCP, now. */
    public void sends(String text) {
        sends(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @throws IllegalArgumentException beyond {@link Scenario#CLIENT_BYTES_MAX} bytes in all */
    public void sends(byte[] bytes) {
        if (script.input().length + bytes.length > Scenario.CLIENT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a scenario's client sends " + Scenario.CLIENT_BYTES_MAX + " bytes at most");
        }
        script.clientSends(bytes);
        world.wakeClient();
    }

    /** Waits until it has received this next, to the last byte. */
    public void receives(String text) {
        receives(text.getBytes(StandardCharsets.UTF_8));
    }

    public void receives(byte[] bytes) {
        int from = told;
        told += bytes.length;
        scenario.until(() -> world.program().total() >= told, () -> "the client received only " + shown(from));
        if (!Arrays.equals(bytes, Arrays.copyOfRange(script.output(), from, told))) {
            throw scenario.failure("the client received " + shown(from), null);
        }
    }

    /** Waits until all that it sent is acknowledged to it: then it is stable. */
    public void isAcknowledged() {
        scenario.until(
                () -> acknowledged() == script.input().length,
                () -> acknowledged() + " of the client's " + script.input().length + " bytes are acknowledged");
    }

    /** Waits until it sees that the server sends no more. */
    public void seesTheEnd() {
        scenario.until(this::sawTheEnd, () -> "the client sees no end of the server's stream");
    }

    /** Sends no more, and goes on receiving. */
    public void finishes() {
        does(new Script.ClientStep.Shutdown());
    }

    public void closes() {
        does(new Script.ClientStep.Close());
    }

    /** Ends the connection with a RST. */
    public void resets() {
        does(new Script.ClientStep.Abort());
    }

    private void does(Script.ClientStep step) {
        script.clientDoes(step);
        world.wakeClient();
    }

    // ---- what it sees

    /** Everything that its program has read, as UTF-8; the models compared each byte on its way. */
    public String received() {
        return shown(0);
    }

    private String shown(int from) {
        int end = Math.max(from, world.program().total());
        return new String(script.output(), from, end - from, StandardCharsets.UTF_8);
    }

    /** How many of its bytes were acknowledged to it. */
    public long acknowledged() {
        return Math.max(0, Math.min(world.client().acknowledged() - 1, script.input().length));
    }

    /** Whether its TCP still holds the connection. */
    public boolean isConnected() {
        return world.client().state() == ModelTcp.State.SYNCHRONIZED;
    }

    public boolean wasReset() {
        return world.client().wasReset();
    }

    /** Whether the server's FIN has come, after all its bytes. */
    public boolean sawTheEnd() {
        return world.client().endOfStream();
    }

    /** What led here; for messages. */
    public String story() {
        return scenario.story();
    }
}
