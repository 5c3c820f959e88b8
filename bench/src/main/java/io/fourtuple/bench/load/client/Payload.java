package io.fourtuple.bench.load.client;

import io.fourtuple.bench.base.Quantities;

/**
 * Data of a connection: the client sends a request, the server an answer.
 *
 * @param requestBytes  0 to {@link #MAX_REQUEST}; 0 with an answer of 0 means that nothing is said.
 * @param responseBytes 0 to {@link #MAX_RESPONSE}.
 */
public record Payload(int requestBytes, int responseBytes)
{
    /** A request fits a first congestion window (RFC 6928) of any path: it is sent as a whole. */
    public static final int MAX_REQUEST = 10_000;
    /** The most that an answer may have. */
    public static final int MAX_RESPONSE = 1 << 30;
    /** Nothing is said. */
    public static final Payload NONE = new Payload(0, 0);

    /** Checks the ranges. */
    public Payload
    {
        if (requestBytes < 0 || requestBytes > MAX_REQUEST || responseBytes < 0 || responseBytes > MAX_RESPONSE ||
            requestBytes == 0 && responseBytes > 0)
        {
            throw new IllegalArgumentException("a payload has a request of 1 to " + MAX_REQUEST +
                " bytes and a response of 0 to " + MAX_RESPONSE + ": " + requestBytes + "/" + responseBytes);
        }
    }

    /**
     * @param text {@code none} or {@code REQUEST/RESPONSE}, as in {@code 64/512}.
     * @throws IllegalArgumentException if it is neither.
     */
    public static Payload parse(final String text)
    {
        if ("none".equals(text))
        {
            return NONE;
        }
        if (!text.matches("\\d{1,9}[kKmM]?/\\d{1,9}[kKmM]?"))
        {
            throw new IllegalArgumentException("a payload is none or REQUEST/RESPONSE in bytes, as 64/512: " + text);
        }
        final int slash = text.indexOf('/');
        return new Payload(
            Math.toIntExact(Math.min(Integer.MAX_VALUE, Quantities.count(text.substring(0, slash)))),
            Math.toIntExact(Math.min(Integer.MAX_VALUE, Quantities.count(text.substring(slash + 1)))));
    }

    public boolean isNone()
    {
        return requestBytes == 0;
    }

    @Override
    public String toString()
    {
        return isNone() ? "none" : requestBytes + "/" + responseBytes;
    }
}
