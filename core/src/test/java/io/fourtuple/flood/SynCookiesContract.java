package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;

import io.fourtuple.app.FourTuple;
import io.fourtuple.testing.Allocated;
import io.fourtuple.wire.Segment;

/** Rules that every encoding keeps to. The test of an encoding extends this and adds its own. */
abstract class SynCookiesContract
{
    /** Times at which the clock begins: System.nanoTime may start anywhere, be negative, and wrap. */
    private static final long[] TIMES_NS = {0, 1, -1, 7_000_000_000_000L, -7_000_000_000_000L, Long.MAX_VALUE,
        Long.MIN_VALUE, Long.MAX_VALUE - 10_000_000_000L, Long.MIN_VALUE + 10_000_000_000L};
    private static final int ROUNDS = 2_000;
    private static final int SEED = 20_261_121;

    final SplittableRandom random = new SplittableRandom(SEED);
    final SynOptions options = new SynOptions();
    final SynCookies cookies = cookies(new SplittableRandom(SEED)::nextLong);

    abstract SynCookies cookies(LongSupplier keys);

    /** A key is used for new cookies that long, and for old ones as long again. */
    abstract long periodNs();

    /** Makes a cookie and checks it. */
    final boolean passes(final FourTuple tuple, final long madeNs, final long checkedNs)
    {
        final int irs = random.nextInt();
        options.set(1_460, 7, true, true);
        final int isn = cookies.make(tuple, irs, options, madeNs);
        return cookies.check(tuple, irs, isn, options, checkedNs);
    }

    @Test
    void shouldAcceptWhatItMadeAndGiveBackWhatItLeft()
    {
        for (final long timeNs : TIMES_NS)
        {
            for (int i = 0; i < ROUNDS; i++)
            {
                final FourTuple tuple = Peers.random(random, random.nextBoolean());
                final String tupleText = tuple.toString();
                final int irs = random.nextInt();
                setAtRandom();
                final int isn = cookies.make(tuple, irs, options, timeNs + i);
                final String left = describe(options);
                final SynOptions ack = new SynOptions().set(9, 9, !options.isSackPermitted(), options.hasTimestamps());
                ack.timestampBits(options.timestampBits());
                assertTrue(cookies.check(tuple, irs, isn, ack, timeNs + i + random.nextLong(periodNs())), left);
                assertEquals(left, describe(ack));
                assertEquals(tupleText, tuple.toString());
            }
        }
    }

    @Test
    void shouldOfferNoMoreThanWasAgreedOn()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            setAtRandom();
            final int mss = options.mss();
            final int scale = options.windowScale();
            final boolean sack = options.isSackPermitted();
            final boolean timestamps = options.hasTimestamps();
            final boolean ipv6 = random.nextBoolean();
            cookies.make(Peers.random(random, ipv6), random.nextInt(), options, i);
            final String what = "mss=" + mss + " scale=" + scale + " sack=" + sack + ": " + describe(options);
            // What is smaller than the smallest that a host must take (RFC 9293 3.7.1) may become that.
            assertTrue(options.mss() <= Math.max(mss, ipv6 ? 1_220 : 536), what);
            assertTrue(options.windowScale() <= scale, what);
            assertTrue(sack || !options.isSackPermitted(), what);
            assertEquals(timestamps, options.hasTimestamps(), what);
            assertTrue(timestamps || options.timestampBits() == SynOptions.NO_BITS, what);
            assertTrue(options.timestampBits() < 1 << SynOptions.TIMESTAMP_BITS, what);
        }
    }

    @Test
    void shouldLeaveOptionsThatItLeftBefore()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final FourTuple tuple = Peers.random(random, random.nextBoolean());
            setAtRandom();
            cookies.make(tuple, i, options, 0);
            final String left = describe(options);
            cookies.make(tuple, i, options, 0);
            assertEquals(left, describe(options));
        }
    }

    @Test
    void shouldRefuseWhateverIsOlderThanItsLifetime()
    {
        final long lifetimeNs = cookies.lifetimeNs();
        assertEquals(2 * periodNs(), lifetimeNs);
        for (int i = 0; i < ROUNDS; i++)
        {
            final FourTuple tuple = Peers.random(random, random.nextBoolean());
            final long timeNs = random.nextLong();
            assertTrue(passes(tuple, timeNs, timeNs + periodNs()), "timeNs=" + timeNs);
            assertFalse(passes(tuple, timeNs, timeNs + lifetimeNs), "timeNs=" + timeNs);
            // Also those whose period looks alike again: the same parity, the same minute modulo 256.
            assertFalse(passes(tuple, timeNs, timeNs + 2 * lifetimeNs), "timeNs=" + timeNs);
            assertFalse(passes(tuple, timeNs, timeNs + 256 * periodNs()), "timeNs=" + timeNs);
            assertFalse(passes(tuple, timeNs, timeNs + 65_536 * periodNs()), "timeNs=" + timeNs);
        }
    }

    /** A cookie made at any time of period k is good to the last nanosecond of k + 1. */
    @Test
    void shouldTurnKeysExactlyAtTheBoundary()
    {
        final FourTuple tuple = Peers.ipv4(1);
        for (int k = -300; k < 300; k++)
        {
            final long startNs = k * periodNs();
            final long nextNs = startNs + periodNs();
            final long endNs = nextNs + periodNs();
            final String what = "period " + k;
            assertTrue(passes(tuple, startNs, endNs - 1), what);
            assertFalse(passes(tuple, startNs, endNs), what);
            assertTrue(passes(tuple, nextNs - 1, nextNs), what);
            assertTrue(passes(tuple, nextNs - 1, endNs - 1), what);
            assertFalse(passes(tuple, nextNs - 1, endNs), what);
        }
    }

    @Test
    void shouldGoOnWhenTheClockWraps()
    {
        final FourTuple tuple = Peers.ipv4(1);
        final long beforeNs = Long.MAX_VALUE - 1_000;
        assertTrue(passes(tuple, beforeNs, beforeNs + 2_000));
        assertTrue(passes(tuple, beforeNs, beforeNs + periodNs()));
        assertFalse(passes(tuple, beforeNs, beforeNs + cookies.lifetimeNs()));
    }

    /** Each bit of the 4-tuple, one at a time. */
    @Test
    void shouldRefuseAnother4Tuple()
    {
        for (final boolean ipv6 : new boolean[]{false, true})
        {
            final FourTuple tuple = Peers.random(random, ipv6);
            for (int i = 0; i < 50; i++)
            {
                final int irs = random.nextInt();
                setAtRandom();
                final int isn = cookies.make(tuple, irs, options, i);
                int bits = 0;
                for (int bit = 0; bit < Long.SIZE; bit++)
                {
                    for (int field = 0; field < 6; field++)
                    {
                        final FourTuple other = flipped(tuple, field, bit);
                        if (other != null)
                        {
                            bits++;
                            assertFalse(cookies.check(other, irs, isn, options, i), () -> tuple + " for " + other);
                        }
                    }
                }
                assertEquals(ipv6 ? 4 * 64 + 2 * 16 : 2 * 32 + 2 * 16, bits);
                assertTrue(cookies.check(tuple, irs, isn, options, i));
            }
        }
    }

    @Test
    void shouldRefuseAnotherFamily()
    {
        final FourTuple ipv4 = Peers.ipv4(1);
        final FourTuple ipv6 = new FourTuple().family(true)
            .local(0, ipv4.localLo(), ipv4.localPort()).remote(0, ipv4.remoteLo(), ipv4.remotePort());
        final int isn = cookies.make(ipv4, 7, options.set(1_460, 7, true, true), 0);
        assertFalse(cookies.check(ipv6, 7, isn, options, 0));
    }

    @Test
    void shouldRefuseAnotherIrs()
    {
        for (int i = 0; i < ROUNDS; i++)
        {
            final FourTuple tuple = Peers.random(random, random.nextBoolean());
            final int irs = random.nextInt();
            setAtRandom();
            final int isn = cookies.make(tuple, irs, options, 0);
            for (int bit = 0; bit < Integer.SIZE; bit++)
            {
                assertFalse(cookies.check(tuple, irs ^ 1 << bit, isn, options, 0), "bit " + bit + " of irs=" + irs);
            }
        }
    }

    @Test
    void shouldRefuseWhatWasMadeWithAnotherKey()
    {
        final SynCookies others = cookies(new SplittableRandom(SEED + 1)::nextLong);
        final SynCookies same = cookies(new SplittableRandom(SEED)::nextLong);
        for (int i = 0; i < ROUNDS; i++)
        {
            final FourTuple tuple = Peers.random(random, random.nextBoolean());
            final int irs = random.nextInt();
            setAtRandom();
            final int isn = cookies.make(tuple, irs, options, i);
            assertFalse(others.check(tuple, irs, isn, options, i));
            assertTrue(same.check(tuple, irs, isn, options, i));
        }
    }

    @Test
    void shouldMakeIsnsThatDifferInAllBits()
    {
        int ones = 0;
        int zeros = 0;
        for (int i = 0; i < ROUNDS; i++)
        {
            final int isn = cookies.make(Peers.ipv4(i), 0, options.set(1_460, 7, true, true), 0);
            ones |= isn;
            zeros |= ~isn;
            assertNotEquals(isn, cookies.make(Peers.ipv4(i + 1), 0, options.set(1_460, 7, true, true), 0));
        }
        assertEquals(-1, ones);
        assertEquals(-1, zeros);
    }

    @Test
    void shouldNotAllocate()
    {
        final FourTuple ipv4 = Peers.ipv4(1);
        final FourTuple ipv6 = Peers.ipv6(1, 1);
        final long bytes = Allocated.by(() ->
        {
            for (int i = 0; i < 10_000; i++)
            {
                passes(ipv4, i * periodNs(), i * periodNs());
                passes(ipv6, i * periodNs(), i * periodNs());
            }
        });
        assertTrue(bytes < 10_000, "bytes for 20,000 cookies: " + bytes);
    }

    private void setAtRandom()
    {
        options.set(
            random.nextInt(1 << random.nextInt(1, 17)), random.nextInt(Segment.ABSENT, 15), random.nextBoolean(),
            random.nextBoolean());
    }

    static String describe(final SynOptions options)
    {
        return "mss=" + options.mss() + " scale=" + options.windowScale() + " sack=" + options.isSackPermitted() +
            " timestamps=" + options.hasTimestamps() + " bits=" + options.timestampBits();
    }

    /** Null where the field has no such bit. */
    private static FourTuple flipped(final FourTuple tuple, final int field, final int bit)
    {
        final boolean isPort = field >= 4;
        final boolean isHi = field < 2;
        if (isPort && bit >= 16 || !tuple.isIpv6() && (isHi || bit >= 32))
        {
            return null;
        }
        final long[] fields = {tuple.localHi(), tuple.remoteHi(), tuple.localLo(), tuple.remoteLo(),
            tuple.localPort(), tuple.remotePort()};
        fields[field] ^= 1L << bit;
        return new FourTuple().family(tuple.isIpv6())
            .local(fields[0], fields[2], (int)fields[4]).remote(fields[1], fields[3], (int)fields[5]);
    }
}
