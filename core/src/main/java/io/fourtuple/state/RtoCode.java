package io.fourtuple.state;

/** What the one byte means that a connection record keeps its retransmission time-out in, for tools that read records. */
public final class RtoCode
{
    private RtoCode()
    {
    }

    /**
     * @param code 0 to 255, of {@code ConnectionView}.
     * @return the time-out in milliseconds, without the doublings of the back-off under way (RFC 6298 5.5).
     */
    public static int ms(final int code)
    {
        return RttEstimator.decode(code);
    }
}
