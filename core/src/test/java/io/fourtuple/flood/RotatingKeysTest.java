package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class RotatingKeysTest
{
    private static final long PERIOD_NS = 1_000;

    private final RotatingKeys keys = new RotatingKeys(new SplittableRandom(1)::nextLong, PERIOD_NS);

    @Test
    void shouldHaveAnotherKeyEachPeriodAndKeepTheOneBefore()
    {
        final Set<Long> halves = new HashSet<>();
        keys.turn(-PERIOD_NS * 100);
        halves.add(keys.low(1));
        halves.add(keys.high(1));
        for (int period = -100; period < 100; period++)
        {
            final long low = keys.low(0);
            final long high = keys.high(0);
            assertEquals(period, keys.number());
            assertTrue(halves.add(low) && halves.add(high), "period " + period);
            keys.turn((period + 1) * PERIOD_NS - 1);
            assertEquals(low, keys.low(0));
            keys.turn((period + 1) * PERIOD_NS);
            assertEquals(low, keys.low(1));
            assertEquals(high, keys.high(1));
        }
    }

    /** The keys of a period are the same however one got there. */
    @Test
    void shouldDependOnTheTimeOnly()
    {
        final SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 1_000; i++)
        {
            final long nowNs = random.nextLong(-20 * PERIOD_NS, 20 * PERIOD_NS);
            final RotatingKeys others = new RotatingKeys(new SplittableRandom(1)::nextLong, PERIOD_NS);
            keys.turn(nowNs);
            others.turn(nowNs);
            assertEquals(Math.floorDiv(nowNs, PERIOD_NS), keys.number(), "nowNs=" + nowNs);
            for (int age = 0; age < 2; age++)
            {
                assertEquals(others.low(age), keys.low(age), "nowNs=" + nowNs);
                assertEquals(others.high(age), keys.high(age), "nowNs=" + nowNs);
            }
        }
    }

    @Test
    void shouldGoToTheNextPeriodWhenTheClockWraps()
    {
        keys.turn(Long.MAX_VALUE);
        final long low = keys.low(0);
        final int number = keys.number();
        keys.turn(Long.MAX_VALUE + PERIOD_NS);
        assertEquals(low, keys.low(1));
        assertEquals(number + 1, keys.number());
    }
}
