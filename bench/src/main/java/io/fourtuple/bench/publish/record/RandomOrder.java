package io.fourtuple.bench.publish.record;

import java.util.Random;

/**
 * The order in which two sides are measured one after the other: drawn by lot, each order as likely as any other.
 * So {@link PermutationTest} is right whatever the machine does meanwhile, as it becomes slower over minutes, or a job
 * begins with each of them.
 * <pre>
 *   drawn        A B A A B B B A A B
 *   A B B A ...  what was rejected: where each fourth turn is slower by chance of the clock, one side has them all
 * </pre>
 * Turns A B B A call 43 % of 1,000 comparisons of equal sides different (five processes each that differ by 1 %, on a
 * machine that swings by 3 % with a period of four turns); a drawn order, of three figures each, 3 %
 * ({@code ProcessTruthTest}, seeded). Where the machine drifts, no less is found.
 */
public final class RandomOrder
{
    /** The first side. */
    public static final int A = 0;
    /** The second side. */
    public static final int B = 1;

    private RandomOrder()
    {
    }

    /**
     * @param runs   of each side.
     * @param random to draw by.
     * @return {@link #A} or {@link #B} for each turn.
     */
    public static int[] draw(final int runs, final Random random)
    {
        final int[] sides = new int[2 * runs];
        int left = runs;
        for (int turn = 0; turn < sides.length; turn++)
        {
            final boolean isB = random.nextInt(sides.length - turn) < left;
            sides[turn] = isB ? B : A;
            left -= isB ? 1 : 0;
        }
        return sides;
    }
}
