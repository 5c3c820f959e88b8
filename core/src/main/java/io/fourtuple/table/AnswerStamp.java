package io.fourtuple.table;

/**
 * When a record sent a limited answer, in few bits: units of time counted from 1 to 2<sup>bits</sup> - 1 and round again; 0
 * stands for never.
 */
final class AnswerStamp
{
    private AnswerStamp()
    {
    }

    /** The stamp of a time. */
    static int of(final int ms, final int unitShift, final int bits)
    {
        return (ms >>> unitShift) % modulus(bits) + 1;
    }

    /**
     * Whether it is for certain less than so long from one stamp to another: of the first unit and the last, each may have
     * been begun only.
     */
    static boolean isWithin(final int limitMs, final int last, final int now, final int unitShift, final int bits)
    {
        final int wholeUnits = Math.floorMod(now - last, modulus(bits)) - 1;
        return last != 0 && limitMs > 0 && wholeUnits << unitShift < limitMs;
    }

    private static int modulus(final int bits)
    {
        return (1 << bits) - 1;
    }
}
