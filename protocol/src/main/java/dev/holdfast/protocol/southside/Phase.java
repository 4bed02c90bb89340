package dev.holdfast.protocol.southside;

/**
 * Where a connection stands.
 *
 * <pre>
 *  OPENING ──► LIVE ──crash──► DOWN ──startRecovery──► HANDSHAKE ──SYN/ACK──► REPLAY ──caught up──► LIVE
 *                ▲               ▲                         │                    │
 *                └ custody ──► REPLAY                      └──────crash─────────┘
 *  any ──closed or reset──► ENDED
 * </pre>
 */
public enum Phase {
    OPENING,
    LIVE,
    DOWN,
    HANDSHAKE,
    REPLAY,
    ENDED
}
