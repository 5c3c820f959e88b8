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

class LinuxCookiesTest extends SynCookiesContract
{
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final int NO_SCALE = 15;
    private static final int SACK = 16;
    private static final int ECN = 32;

    @Override
    SynCookies cookies(final LongSupplier keys)
    {
        return new LinuxCookies(keys);
    }

    @Override
    long periodNs()
    {
        return MINUTE_NS;
    }

    /** The sizes without IP and TCP header of 1280, 1480, 1500 and 9000 bytes for IPv6. */
    @ParameterizedTest(name = "MSS {0}: {1} in IPv4, {2} in IPv6")
    @CsvSource({
        "0, 536, 1220", "535, 536, 1220", "536, 536, 1220", "1219, 536, 1220", "1220, 536, 1220", "1299, 536, 1220",
        "1300, 1300, 1220", "1419, 1300, 1220", "1420, 1300, 1420", "1439, 1300, 1420", "1440, 1440, 1440",
        "1459, 1440, 1440", "1460, 1460, 1440", "8939, 1460, 1440", "8940, 1460, 8940", "65535, 1460, 8940"})
    void shouldRoundTheMssDown(final int mss, final int ipv4, final int ipv6)
    {
        assertEquals(ipv4, mssAfter(Peers.ipv4(1), mss));
        assertEquals(ipv6, mssAfter(Peers.ipv6(1, 1), mss));
    }

    @Test
    void shouldCarryScaleAndSackInTheTimestamp()
    {
        for (int scale = Segment.ABSENT; scale <= 14; scale++)
        {
            for (final boolean sack : new boolean[]{false, true})
            {
                options.set(1_460, scale, sack, true);
                final int isn = cookies.make(Peers.ipv4(1), 7, options, 0);
                final int bits = (scale == Segment.ABSENT ? NO_SCALE : scale) + (sack ? SACK : 0);
                assertEquals(bits, options.timestampBits());
                // ECN, which we never offer, is nobody's to claim.
                for (final int echoed : new int[]{bits, bits | ECN})
                {
                    options.set(0, 3, !sack, true);
                    options.timestampBits(echoed);
                    assertTrue(cookies.check(Peers.ipv4(1), 7, isn, options, 0));
                    assertEquals(scale, options.windowScale());
                    assertEquals(sack, options.isSackPermitted());
                }
            }
        }
    }

    @Test
    void shouldLoseScaleAndSackWithoutTimestamps()
    {
        options.set(1_460, 7, true, false);
        final int isn = cookies.make(Peers.ipv4(1), 7, options, 0);
        assertEquals("mss=1460 scale=-1 sack=false timestamps=false bits=-1", describe(options));
        options.set(0, 7, true, false);
        assertTrue(cookies.check(Peers.ipv4(1), 7, isn, options, 0));
        assertEquals("mss=1460 scale=-1 sack=false timestamps=false bits=-1", describe(options));
    }

    /** A peer that agreed on timestamps and leaves them out of its ACK is one without. */
    @Test
    void shouldLoseScaleAndSackWhenTheAckHasNoTimestamp()
    {
        options.set(1_460, 7, true, true);
        final int isn = cookies.make(Peers.ipv4(1), 7, options, 0);
        options.set(0, 7, true, false);
        assertTrue(cookies.check(Peers.ipv4(1), 7, isn, options, 0));
        assertEquals("mss=1460 scale=-1 sack=false timestamps=false bits=-1", describe(options));
    }

    /** Nobody can tell what the bits of a timestamp that was not looked at would say. */
    @Test
    void shouldLoseScaleAndSackWithoutTheBits()
    {
        options.set(1_460, 7, true, true);
        final int isn = cookies.make(Peers.ipv4(1), 7, options, 0);
        options.set(0, 7, true, true);
        assertTrue(cookies.check(Peers.ipv4(1), 7, isn, options, 0));
        assertEquals("mss=1460 scale=-1 sack=false timestamps=true bits=-1", describe(options));
    }

    /** ISN = H0 + IRS + ... + (H1 mod 2^24): it moves with the IRS, and H1 covers it. */
    @Test
    void shouldAddTheIrsAndCoverIt()
    {
        final int isn = isn(0, 0);
        for (final int irs : new int[]{1, 2, 3, -1, 1 << 24, Integer.MAX_VALUE, Integer.MIN_VALUE})
        {
            final int moved = isn(irs, 0) - irs - isn;
            assertTrue(Math.abs(moved) < 1 << 24, "irs=" + irs + " moved=" + moved);
            assertTrue(Math.abs(moved) > 3, "irs=" + irs + " moved=" + moved);
        }
    }

    /** ... + minute * 2^24 + (... mod 2^24), as long as H0 stays: RFC 9293 3.4.1 wants ISNs that rise. */
    @Test
    void shouldRiseFromMinuteToMinute()
    {
        for (int minute = -100; minute < 100; minute++)
        {
            final int twoMinutesOn = isn(7, (minute + 2) * MINUTE_NS) - isn(7, minute * MINUTE_NS);
            assertTrue(twoMinutesOn > 1 << 24 && twoMinutesOn < 3 << 24, "minute " + minute + ": " + twoMinutesOn);
        }
    }

    /** So what an eavesdropper learns in one minute does not serve in the next but one. */
    @Test
    void shouldHashAnewEachMinute()
    {
        final FourTuple tuple = Peers.ipv4(1);
        int same = 0;
        for (int minute = 0; minute < 1_000; minute++)
        {
            final int isn = isn(7, minute * MINUTE_NS);
            if ((isn(7, (minute + 1) * MINUTE_NS) - isn & (1 << 24) - 1) == 0)
            {
                same++;
            }
            assertFalse(cookies.check(tuple, 7, isn + (2 << 24), options, (minute + 2) * MINUTE_NS));
        }
        assertEquals(0, same);
    }

    private int isn(final int irs, final long nowNs)
    {
        return cookies.make(Peers.ipv4(1), irs, options.set(536, 7, true, true), nowNs);
    }

    private int mssAfter(final FourTuple tuple, final int mss)
    {
        options.set(mss, 7, true, true);
        final int isn = cookies.make(tuple, 7, options, 0);
        final int offered = options.mss();
        options.mss(0);
        assertTrue(cookies.check(tuple, 7, isn, options, 0));
        assertEquals(offered, options.mss());
        return offered;
    }
}
