package dev.holdfast.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * The server of a {@link Scenario}: a program that does what it was told, and in its next life the same again from the start, as a
 * deterministic server does; and a host's kernel that outlives it.
 */
public final class Server {

    /** From a death to the node's knowledge of it. */
    private static final Duration NOTICE = Duration.ofMillis(1);

    private final Scenario scenario;
    private final World world;
    private final SpokenScript script;

    Server(Scenario scenario, World world, SpokenScript script) {
        this.scenario = scenario;
        this.world = world;
        this.script = script;
    }

    /** Waits until its program has read this next. */
    public void receives(String text) {
        receives(text.getBytes(StandardCharsets.UTF_8));
    }

    public void receives(byte[] bytes) {
        byte[] next = Arrays.copyOf(script.unread(), bytes.length);
        if (!Arrays.equals(next, bytes)) {
            throw scenario.failure("the client sent " + new String(script.unread(), StandardCharsets.UTF_8), null);
        }
        int total = script.serverReads(bytes.length);
        world.host().changed();
        scenario.until(
                () -> world.host().isAlive() && world.host().programRead() >= total,
                () -> "the server has read " + world.host().programRead() + " bytes of " + total);
    }

    /** Reads what the client was told to send so far, then answers; as soon as it can. */
    public void answers(String text) {
        answers(text.getBytes(StandardCharsets.UTF_8));
    }

    public void answers(byte[] bytes) {
        script.serverReads(script.unread().length);
        script.serverWrites(bytes);
        world.host().changed();
    }

    /** Sends no more, and goes on receiving. */
    public void finishes() {
        does(new Script.ServerStep.Shutdown());
    }

    public void closes() {
        does(new Script.ServerStep.Close());
    }

    /** Ends the connection with a RST. */
    public void resets() {
        does(new Script.ServerStep.Abort());
    }

    private void does(Script.ServerStep step) {
        script.serverDoes(step);
        world.host().changed();
    }

    /**
     * SIGKILL to all its processes; a millisecond later the node knows.
     *
     * @throws IllegalStateException if it is dead
     */
    public void crashes() {
        require(isAlive(), "the server is dead already");
        world.killServer();
        scenario.passes(NOTICE);
        world.node().serverDied();
    }

    /**
     * A new life listens.
     *
     * @throws IllegalStateException if it lives
     */
    public void restarts() {
        require(!isAlive(), "the server lives");
        world.startServer();
    }

    public boolean isAlive() {
        return world.host().isAlive();
    }

    /** How often it was started. */
    public int lives() {
        return world.host().lives();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
