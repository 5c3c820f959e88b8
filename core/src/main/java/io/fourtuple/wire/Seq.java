package io.fourtuple.wire;

/** Sequence numbers: 32 bits, compared modulo 2<sup>32</sup> (RFC 9293 3.4). */
public final class Seq
{
    private Seq()
    {
    }

    public static boolean lt(final int a, final int b)
    {
        return a - b < 0;
    }

    public static boolean leq(final int a, final int b)
    {
        return a - b <= 0;
    }

    public static boolean gt(final int a, final int b)
    {
        return a - b > 0;
    }

    public static boolean geq(final int a, final int b)
    {
        return a - b >= 0;
    }

    public static int max(final int a, final int b)
    {
        return a - b >= 0 ? a : b;
    }

    public static int min(final int a, final int b)
    {
        return a - b <= 0 ? a : b;
    }

    /**
     * @return whether {@code from <= seq < from + size}, {@code size} an unsigned number of bytes below 2<sup>31</sup>.
     */
    public static boolean inWindow(final int seq, final int from, final int size)
    {
        return Integer.compareUnsigned(seq - from, size) < 0;
    }
}
