package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

class FreeBsdCookiesTest extends SynCookiesContract
{
    private static final long PERIOD_NS = 15_000_000_000L;

    @Override
    SynCookies cookies(final LongSupplier keys)
    {
        return new FreeBsdCookies(keys);
    }

    @Override
    long periodNs()
    {
        return PERIOD_NS;
    }

    @ParameterizedTest(name = "MSS {0}: {1}")
    @CsvSource({
        "0, 216", "215, 216", "216, 216", "535, 216", "536, 536", "1199, 536", "1200, 1200", "1220, 1200",
        "1359, 1200", "1360, 1360", "1400, 1400", "1439, 1400", "1440, 1440", "1451, 1440", "1452, 1452",
        "1459, 1452", "1460, 1460", "8940, 1460", "65535, 1460"})
    void shouldRoundTheMssDown(final int mss, final int rounded)
    {
        for (final FourTuple tuple : new FourTuple[]{Peers.ipv4(1), Peers.ipv6(1, 1)})
        {
            passed(tuple, mss, 7, true, true);
            assertEquals(rounded, options.mss());
        }
    }

    @ParameterizedTest(name = "scale {0}: {1}")
    @CsvSource({
        "-1, -1", "0, 0", "1, 1", "2, 2", "3, 2", "4, 4", "5, 4", "6, 6", "7, 7", "8, 8", "9, 8", "10, 8", "14, 8"})
    void shouldRoundTheScaleDown(final int scale, final int rounded)
    {
        for (final boolean timestamps : new boolean[]{false, true})
        {
            passed(Peers.ipv4(1), 1_460, scale, true, timestamps);
            assertEquals(rounded, options.windowScale());
        }
    }

    @Test
    void shouldKeepScaleAndSackWithoutTimestamps()
    {
        passed(Peers.ipv4(1), 1_460, 7, true, false);
        assertEquals("mss=1460 scale=7 sack=true timestamps=false bits=-1", describe(options));
        passed(Peers.ipv4(1), 1_460, Segment.ABSENT, false, false);
        assertEquals("mss=1460 scale=-1 sack=false timestamps=false bits=-1", describe(options));
    }

    /** 24 bits of MAC | 3 scale | 3 MSS | SACK | parity of the key; the lowest byte XORed with the highest. */
    @Test
    void shouldLayTheIsnOutAsDrawn()
    {
        for (int period = -4; period < 4; period++)
        {
            options.set(1_400, 6, true, true);
            final int isn = cookies.make(Peers.ipv4(1), 7, options, period * PERIOD_NS);
            assertEquals(5 << 5 | 4 << 2 | 1 << 1 | period & 1, (isn ^ isn >>> 24) & 0xFF, "period " + period);
        }
    }

    /** The MAC covers the options: others with the same MAC are no cookie. */
    @Test
    void shouldRefuseOtherOptions()
    {
        for (int i = 0; i < 1_000; i++)
        {
            final FourTuple tuple = i % 2 == 0 ? Peers.ipv4(i) : Peers.ipv6(1, i);
            final int isn = cookies.make(tuple, 7, options.set(1_460, 7, true, true), 0);
            for (int flags = 1; flags < 256; flags++)
            {
                assertFalse(cookies.check(tuple, 7, isn ^ flags, options, 0), "isn=" + isn + " flags=" + flags);
            }
        }
    }

    private void passed(
        final FourTuple tuple, final int mss, final int scale, final boolean sack, final boolean timestamps)
    {
        final int isn = cookies.make(tuple, 7, options.set(mss, scale, sack, timestamps), 0);
        options.set(0, 3, !sack, timestamps);
        assertTrue(cookies.check(tuple, 7, isn, options, 0));
    }
}
