package io.fourtuple.congestion;

/**
 * W_cubic(t) - W_max = C * (t - K)^3 and its inverse (RFC 9438 4.2), with C = 0.4 segments a cubic second, in bytes and
 * milliseconds.
 */
final class CubicCurve
{
    /** From there on it is 3,200,000 segments up or down, and C * t^3 still fits a long. */
    private static final int FAR_MS = 200_000;
    /** Cubic milliseconds in which the curve grows by one segment, 10^9 / C. */
    private static final long MS3_PER_SEGMENT = 2_500_000_000L;
    /** Factors of it, so that a product with a segment's size fits a long. */
    private static final long FIRST_DIVISOR = 10_000;

    private CubicCurve()
    {
    }

    /**
     * @param ms  after the middle of the curve, negative before it.
     * @param mss bytes of a segment.
     * @return bytes above W_max, negative below it.
     */
    static long bytesAt(final int ms, final int mss)
    {
        final long near = Math.max(-FAR_MS, Math.min(FAR_MS, ms));
        return near * near * near / FIRST_DIVISOR * mss / (MS3_PER_SEGMENT / FIRST_DIVISOR);
    }

    /**
     * @param bytes above W_max, negative below it; 2^30 at most either way.
     * @param mss   bytes of a segment.
     * @return the time when the curve is there, milliseconds after its middle, negative before it: -K for a cwnd below W_max.
     */
    static int msAt(final int bytes, final int mss)
    {
        final int ms = cubeRoot(Math.abs((long)bytes) * MS3_PER_SEGMENT / mss);
        return bytes < 0 ? -ms : ms;
    }

    /** The largest number whose cube is not above the value, for a value from 0 to 2^62. */
    static int cubeRoot(final long value)
    {
        long root = (long)Math.cbrt((double)value);
        // The root of a double is off by one at most, and another way on another machine.
        while (root * root * root > value)
        {
            root--;
        }
        while ((root + 1) * (root + 1) * (root + 1) <= value)
        {
            root++;
        }
        return (int)root;
    }
}
