package dev.holdfast.actors.watch;

/** A node as those see it who watch it. For any thread but the loop's. */
public interface WatchedNode {

    /** @throws Unanswered if the packet loop is stuck, or the node stops */
    NodeSnapshot snapshot() throws Unanswered;

    /** One JSON document to one line of the admin socket's language. */
    byte[] ask(String request);

    /** The node could not say how it is, which says how it is. */
    final class Unanswered extends Exception {

        private static final long serialVersionUID = 1;

        public Unanswered(String why, Throwable cause) {
            super(why, cause);
        }
    }
}
