package dev.holdfast.persistence.quorum;

/**
 * Another node as this one's transport sees it.
 *
 * @param connected whether there is a connection to it
 * @param messagesDropped messages that did not fit the queue to it, since this node's start; the protocol repeats them
 */
public record PeerStatus(String node, boolean connected, long messagesDropped) {}
