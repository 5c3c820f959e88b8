package io.fourtuple.bench.results;

/**
 * Whose turn it is when two sides are measured one after the other: A B B A, and so on, so that what becomes slower or
 * faster meanwhile, as a machine does over minutes, falls on both alike.
 * <pre>
 *   turn   0 1 2 3   4 5 6 7   8 9
 *   side   A B B A   A B B A   A B
 * </pre>
 */
public final class Turns
{
    /** The first side. */
    public static final int A = 0;
    /** The second side. */
    public static final int B = 1;

    private static final int[] ORDER = {A, B, B, A};

    private Turns()
    {
    }

    /**
     * @param turn from 0.
     * @return {@link #A} or {@link #B}.
     */
    public static int side(final int turn)
    {
        return ORDER[turn % ORDER.length];
    }
}
