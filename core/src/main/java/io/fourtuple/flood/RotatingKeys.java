package io.fourtuple.flood;

import java.util.function.LongSupplier;

/**
 * A 128-bit key for each period; the keys of this period and of the one before are at hand. A key is made of a secret and the
 * period's number. So it is never used beyond the period after its own, however much time passes between two calls, and
 * nothing is allocated.
 * <pre>
 *    number 7           number 8           number 9
 *   |------------------|------------------|------------------|
 *    age 0: key of 7    age 0: key of 8    age 0: key of 9
 *    age 1: key of 6    age 1: key of 7    age 1: key of 8
 * </pre>
 * Periods begin at multiples of their length, and go on evenly when the clock wraps.
 */
final class RotatingKeys
{
    /** Nine bytes are hashed: the number, and which half of the key it is for. */
    private static final long LENGTH = 9L << 56;

    private final SipHash secret;
    private final long periodNs;
    private long number;
    private long startNs;
    private long low;
    private long high;
    private long oldLow;
    private long oldHigh;

    RotatingKeys(final LongSupplier random, final long periodNs)
    {
        secret = new SipHash(random.getAsLong(), random.getAsLong());
        this.periodNs = periodNs;
        derive();
    }

    /** Moves on to the period of this time; to be called before the keys are used. */
    void turn(final long nowNs)
    {
        final long elapsedNs = nowNs - startNs;
        if (elapsedNs < 0 || elapsedNs >= periodNs)
        {
            final long periods = Math.floorDiv(elapsedNs, periodNs);
            number += periods;
            startNs += periods * periodNs;
            derive();
        }
    }

    /** The current period's number. */
    int number()
    {
        return (int)number;
    }

    /** One half of the current period's key (age 0) or of the key before (age 1). */
    long low(final int age)
    {
        return age == 0 ? low : oldLow;
    }

    /** The other half. */
    long high(final int age)
    {
        return age == 0 ? high : oldHigh;
    }

    private void derive()
    {
        low = secret.hash(number, LENGTH);
        high = secret.hash(number, LENGTH | 1);
        oldLow = secret.hash(number - 1, LENGTH);
        oldHigh = secret.hash(number - 1, LENGTH | 1);
    }
}
