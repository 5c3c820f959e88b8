package io.fourtuple.bench.load.client;

/** How a connection ends once it has done what it was opened for. */
public enum CloseKind
{
    /** The client sends its FIN first. */
    CLIENT,
    /** The server sends its FIN first, and has TIME_WAIT. */
    SERVER,
    /** The client sends a RST. */
    RESET
}
