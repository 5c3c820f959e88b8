package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;
import io.fourtuple.testing.OneJdk;

/**
 * How likely a blind ACK is accepted, counted: an attacker who sees nothing sends ten million ACKs at a hundred
 * thousand a second, each with spoofed address and port and random SEQ and ACK, while keys turn. With the whole MAC that
 * would hardly ever succeed; so fewer bits of it are compared, each of which doubles the chance, and what was counted is
 * taken to the whole MAC's length. It must be what the encoding's class documents, within five standard deviations: a
 * bit that is not compared doubles the count, which no row here is too small to show.
 * <p>
 * The seeds are fixed: the counts are the same in every run.
 */
@OneJdk
class BlindAckTest
{
    private static final int GUESSES = 10_000_000;
    private static final long GUESS_NS = 10_000;
    private static final double DEVIATIONS = 5;

    /** Expected: 19,531, 1,221 and 76. */
    @ParameterizedTest(name = "{0} bits compared")
    @CsvSource({"4, false", "8, true", "12, false"})
    void shouldAcceptEightIn2To32OfLinuxCookies(final int macBits, final boolean ipv6)
    {
        assertChance(LinuxCookies.BLIND_ACK_CHANCE, new LinuxCookies(keys(), macBits),
            LinuxCookies.MAC_BITS - macBits, ipv6);
    }

    /** Expected: 2,441, 153 and 38. */
    @ParameterizedTest(name = "{0} bits compared")
    @CsvSource({"12, false", "16, true", "18, false"})
    void shouldAcceptOneIn2To24OfFreeBsdCookies(final int macBits, final boolean ipv6)
    {
        assertChance(FreeBsdCookies.BLIND_ACK_CHANCE, new FreeBsdCookies(keys(), macBits),
            FreeBsdCookies.MAC_BITS - macBits, ipv6);
    }

    /** With nothing shortened a guess is too rare to be counted; but each of the MAC's bits must be right. */
    @Test
    void shouldCompareEachBitOfTheMacOfFreeBsdCookies()
    {
        final SynCookies cookies = new FreeBsdCookies(keys());
        final SplittableRandom random = new SplittableRandom(7);
        final SynOptions options = new SynOptions();
        for (int i = 0; i < 1_000; i++)
        {
            final FourTuple tuple = Peers.random(random, i % 2 == 0);
            final int irs = random.nextInt();
            final int isn = cookies.make(tuple, irs, options.set(1_460, 7, true, true), 0);
            assertTrue(cookies.check(tuple, irs, isn, options, 0), "isn=" + isn);
            for (int bit = Integer.SIZE - FreeBsdCookies.MAC_BITS; bit < Integer.SIZE; bit++)
            {
                assertFalse(cookies.check(tuple, irs, isn ^ 1 << bit, options, 0), "isn=" + isn + " bit=" + bit);
            }
        }
    }

    private static LongSupplier keys()
    {
        return new SplittableRandom(20_261_121)::nextLong;
    }

    private static void assertChance(
        final double documented, final SynCookies cookies, final int bitsLess, final boolean ipv6)
    {
        final int accepted = accepted(cookies, ipv6);
        final double expected = documented * (1L << bitsLess) * GUESSES;
        final double chance = (double)accepted / GUESSES / (1L << bitsLess);
        assertTrue(accepted > 0, "expected=" + expected);
        final double deviation = Math.sqrt(expected) / GUESSES / (1L << bitsLess);
        assertEquals(documented, chance, DEVIATIONS * deviation, "accepted=" + accepted + " of " + GUESSES +
            " with " + bitsLess + " bits less, expected=" + expected);
    }

    private static int accepted(final SynCookies cookies, final boolean ipv6)
    {
        final SplittableRandom attacker = new SplittableRandom(99);
        final FourTuple tuple = Peers.random(attacker, ipv6);
        final SynOptions options = new SynOptions();
        int accepted = 0;
        long nowNs = 0;
        for (int i = 0; i < GUESSES; i++)
        {
            nowNs += GUESS_NS;
            final long source = attacker.nextLong();
            final long numbers = attacker.nextLong();
            tuple.remote(ipv6 ? source : 0, source >>> 32, (int)source & 0xFFFF);
            if (cookies.check(tuple, (int)numbers, (int)(numbers >>> 32), options, nowNs))
            {
                accepted++;
            }
        }
        return accepted;
    }
}
