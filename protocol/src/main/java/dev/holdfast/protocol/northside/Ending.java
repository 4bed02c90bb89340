package dev.holdfast.protocol.northside;

/** How the server's kernel says that a connection ends; a half-closed connection may send its FIN and later still be killed. */
public enum Ending {
    FIN,
    RST
}
