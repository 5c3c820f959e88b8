package io.fourtuple.app;

/** The eleven states of RFC 9293 3.3.2. A connection record has the ordinal. */
public enum TcpState
{
    CLOSED,
    LISTEN,
    SYN_SENT,
    SYN_RCVD,
    ESTABLISHED,
    FIN_WAIT_1,
    FIN_WAIT_2,
    CLOSE_WAIT,
    CLOSING,
    LAST_ACK,
    TIME_WAIT;

    private static final TcpState[] VALUES = values();

    /**
     * @param ordinal 0 to 10.
     * @return the state of this ordinal, without the copy that {@link #values()} makes.
     */
    public static TcpState of(final int ordinal)
    {
        return VALUES[ordinal];
    }
}
