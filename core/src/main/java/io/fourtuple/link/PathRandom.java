package io.fourtuple.link;

/**
 * One seeded sequence of an {@link EmulatedPath}; each thing drawn has its own, so that one rate does not shift another's draws.
 * SplitMix64: java.util.SplittableRandom's own mixing, without its object.
 */
final class PathRandom
{
    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    private long state;

    /**
     * @param seed   of the path.
     * @param stream that tells this sequence from the path's others.
     */
    PathRandom(final long seed, final int stream)
    {
        state = mix(seed + (stream + 1) * GOLDEN_GAMMA);
    }

    long next()
    {
        return mix(state += GOLDEN_GAMMA);
    }

    /**
     * @param share in billionths.
     * @return true that often.
     */
    boolean isDrawn(final long share)
    {
        return next(PathUnit.WHOLE) < share;
    }

    /** @return 0 to bound - 1. */
    long next(final long bound)
    {
        return (next() >>> 1) % bound;
    }

    private static long mix(final long value)
    {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
