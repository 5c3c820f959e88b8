package io.fourtuple.flood;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.fourtuple.app.FourTuple;

/**
 * How likely a blind ACK is accepted, counted: an attacker who sees nothing sends a hundred million ACKs at a million a
 * second, each with spoofed address and port and random SEQ and ACK, while keys turn. With the whole MAC that would
 * hardly ever succeed; so fewer bits of it are compared, each of which doubles the chance, and what was counted is
 * taken to the whole MAC's length. It must be what the encoding's class documents, within five standard deviations.
 * <p>
 * The seeds are fixed: the counts are the same in every run.
 */
class BlindAckTest
{
    private static final int GUESSES = 100_000_000;
    private static final long GUESS_NS = 1_000;
    private static final double DEVIATIONS = 5;

    /** Expected: 195,313, 12,207 and 763. */
    @ParameterizedTest(name = "{0} bits compared")
    @CsvSource({"4, false", "8, true", "12, false"})
    void shouldAcceptEightIn2To32OfLinuxCookies(final int macBits, final boolean ipv6)
    {
        assertChance(LinuxCookies.BLIND_ACK_CHANCE, new LinuxCookies(keys(), macBits),
            LinuxCookies.MAC_BITS - macBits, ipv6);
    }

    /** Expected: 24,414, 1,526, and with nothing shortened 6. */
    @ParameterizedTest(name = "{0} bits compared")
    @CsvSource({"12, false", "16, true", "24, false"})
    void shouldAcceptOneIn2To24OfFreeBsdCookies(final int macBits, final boolean ipv6)
    {
        assertChance(FreeBsdCookies.BLIND_ACK_CHANCE, new FreeBsdCookies(keys(), macBits),
            FreeBsdCookies.MAC_BITS - macBits, ipv6);
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
