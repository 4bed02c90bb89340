package dev.holdfast.testkit;

/** The node of a {@link Scenario}, between the wire and the server; what only it knew dies with it. */
public final class Node {

    private final World world;

    Node(World world) {
        this.world = world;
    }

    /**
     * SIGKILL, and its server dies with it; their host's kernel goes on.
     *
     * @throws IllegalStateException if it is dead
     */
    public void crashes() {
        requireAlive(true);
        world.killNode();
    }

    /**
     * The host loses its power: its kernel says nothing more, and what is on the wires is lost.
     *
     * @throws IllegalStateException if it is dead
     */
    public void losesPower() {
        requireAlive(true);
        world.cutPower();
    }

    /**
     * Another node takes up what the journal holds, and the address. The server is down until it is restarted too.
     *
     * @throws IllegalStateException if no node died
     */
    public void restarts() {
        requireAlive(false);
        world.takeUp();
    }

    public boolean isAlive() {
        return !world.node().isDead();
    }

    private void requireAlive(boolean alive) {
        if (isAlive() != alive) {
            throw new IllegalStateException(alive ? "the node is dead already" : "the node lives");
        }
    }
}
