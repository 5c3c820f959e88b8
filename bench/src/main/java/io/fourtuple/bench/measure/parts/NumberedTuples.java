package io.fourtuple.bench.measure.parts;

import io.fourtuple.app.FourTuple;

/** 4-tuples by number, and numbers in an order that no cache guesses. */
final class NumberedTuples
{
    private static final long LOCAL = 0xC612_0001L;
    private static final long REMOTE = 0xC613_0000L;
    private static final int LOCAL_PORT = 80;
    private static final int FIRST_PORT = 1_024;

    private long state = 88_172_645_463_325_252L;

    /** Fills a tuple with that of a number, different for each number up to 4 billion. */
    static void fill(final FourTuple tuple, final long number)
    {
        tuple.ipv4(LOCAL, REMOTE | number & 0xFFFF).ports(LOCAL_PORT, FIRST_PORT + (int)(number >>> 16));
    }

    /** A random number below {@code bound} (xorshift, scaled by multiplication). */
    int next(final int bound)
    {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (int)((state >>> 32) * bound >>> 32);
    }

    static FourTuple[] array(final int length)
    {
        final FourTuple[] tuples = new FourTuple[length];
        for (int i = 0; i < length; i++)
        {
            tuples[i] = new FourTuple();
        }
        return tuples;
    }
}
