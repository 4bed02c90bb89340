package dev.holdfast.actors.node;

/** The node cannot run as configured on this machine; the message says why and what to do. */
final class NodeFailure extends Exception {

    NodeFailure(String message) {
        super(message);
    }

    NodeFailure(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
