package io.fourtuple.bench.publish.record;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * The differences that chance alone makes: if both sides were the same, every choice of the processes that are called B
 * would be as likely as the one that was made.
 * <pre>
 *   processes    A1 A2 A3 A4 A5 B1 B2 B3 B4 B5        252 ways to call five of the ten B
 *   each way     in how many of the 25 pairs of an A and a B is B above?   (Mann and Whitney's U)
 *                how far is that from half of them, in the figure where it is farthest?
 * </pre>
 * The farthest figure of each way, and not each figure by itself: so a side with thirty figures makes no more false
 * alarms than one with a single figure, and figures that rise and fall together cost nothing (Westfall and Young's
 * procedure). Nothing is assumed of the distributions, and the share of false alarms is exact. Up to 13,000 ways
 * (eight processes a side) are all tried; of more, 10,000 are drawn from a fixed seed.
 */
final class PermutationTest
{
    private static final int MOST = 13_000;
    private static final int DRAWN = 10_000;
    private static final long SEED = 20_261_121L;

    private final int firsts;
    private final int seconds;
    private final List<int[]> doubledRanks;
    /** How many ways have their farthest figure so far from half, in halves of a pair. */
    private final int[] ways;
    private int tried;

    private PermutationTest(final List<double[][]> figures)
    {
        firsts = figures.getFirst()[0].length;
        seconds = figures.getFirst()[1].length;
        doubledRanks = figures.stream().map(sides -> doubledRanks(sides[0], sides[1])).toList();
        ways = new int[firsts * seconds + 1];
    }

    /**
     * How far from the ends of the sorted differences a difference that is not chance lies.
     *
     * @param figures for each, a value of every process of the first side, and of the second; all as many.
     * @param alarms  share of comparisons of equal sides that may have one difference or more by chance.
     * @return k: the k-th smallest and the k-th largest difference enclose the true one of every figure; 0 if even the
     *         outermost do not, because there are too few processes.
     */
    static int rank(final List<double[][]> figures, final double alarms)
    {
        final PermutationTest relabelling = new PermutationTest(figures);
        relabelling.tryAll();
        return relabelling.rank(alarms);
    }

    /** Twice the rank of each value among all, so that ties have whole numbers. */
    private static int[] doubledRanks(final double[] a, final double[] b)
    {
        final double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        final int[] ranks = new int[all.length];
        for (int i = 0; i < all.length; i++)
        {
            for (final double other : all)
            {
                ranks[i] += other < all[i] ? 2 : other == all[i] ? 1 : 0;
            }
        }
        return ranks;
    }

    private void tryAll()
    {
        final int all = firsts + seconds;
        final double count = CombinatoricsUtils.binomialCoefficientDouble(all, seconds);
        if (count <= MOST)
        {
            CombinatoricsUtils.combinationsIterator(all, seconds).forEachRemaining(this::look);
            return;
        }
        final Random random = new Random(SEED);
        final int[] order = IntStream.range(0, all).toArray();
        for (int i = 0; i < DRAWN; i++)
        {
            draw(order, random);
            look(order);
        }
        // The way that was made is one of them.
        ways[ways.length - 1]++;
        tried++;
    }

    /** Into the first places, as many as the second side has. */
    private void draw(final int[] order, final Random random)
    {
        for (int i = 0; i < seconds; i++)
        {
            final int other = i + random.nextInt(order.length - i);
            final int process = order[other];
            order[other] = order[i];
            order[i] = process;
        }
    }

    /** Names as many of the first processes the second side as that has. */
    private void look(final int[] processes)
    {
        int farthest = 0;
        for (final int[] ranks : doubledRanks)
        {
            int sum = 0;
            for (int i = 0; i < seconds; i++)
            {
                sum += ranks[processes[i]];
            }
            // Ranks count oneself and one's own side, too: seconds * seconds, doubled.
            final int doubledU = sum - seconds * seconds;
            farthest = Math.max(farthest, Math.abs(doubledU - firsts * seconds));
        }
        ways[farthest]++;
        tried++;
    }

    private int rank(final double alarms)
    {
        final int pairs = firsts * seconds;
        int beyond = 0;
        int k = 0;
        for (int distance = pairs; distance > 0; distance--)
        {
            beyond += ways[distance];
            if (beyond > alarms * tried)
            {
                break;
            }
            if ((pairs - distance) % 2 == 0)
            {
                k = (pairs - distance) / 2 + 1;
            }
        }
        return k;
    }
}
