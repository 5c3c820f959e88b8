package io.fourtuple.state;

import java.util.Arrays;

import io.fourtuple.app.FourTuple;

/**
 * How many answers of a kind are given in a second: in all, and to one address. Without a limit, each packet with a false
 * source would become one for that source, the victim.
 * <pre>
 *   an answer's address ──> SipHash(address, second) ──┬─ known in this second ──> its own number, one less
 *                                                      └─ not known ──> a place of its own, a number by chance
 * </pre>
 * Each address has a number of its own: no two share a place, and the answers to one tell nothing of another
 * (CVE-2016-5696). Only the number for all is common. It varies from second to second, by half up and down, as Linux varies
 * its own; and an address that is answered takes one of it whatever the answer depends on, see {@link ResetLimit}.
 * <p>
 * Only an address that was answered has a place, so that there are places enough; seconds begin at multiples of their
 * length, whichever address asks first.
 */
final class AnswerLimit
{
    /** Whether an answer may go. */
    enum Verdict
    {
        /** It may go. */
        GRANTED,
        /** Too many were given to all. */
        OVER_ALL,
        /** Too many were given to this address. */
        OVER_ADDRESS
    }

    private static final long PERIOD_NS = 1_000_000_000L;
    private static final int MAX_PLACES = 1 << 16;

    private final Clock clock;
    private final Secrets secrets;
    private final int limit;
    private final int limitPerAddress;
    private final long[] hashes;
    private final long[] periods;
    private final short[] lefts;
    private long period;
    private long startNs;
    private int left;
    private int freePlaces;

    /**
     * @param limit           answers a second, on average.
     * @param limitPerAddress answers a second to one address, on average; of IPv6 to one /64.
     */
    AnswerLimit(final Clock clock, final Secrets secrets, final int limit, final int limitPerAddress)
    {
        this.clock = clock;
        this.secrets = secrets;
        this.limit = limit;
        this.limitPerAddress = limitPerAddress;
        // Not more than half full, with as many addresses as there are answers at most.
        final int places = (int)Math.min(MAX_PLACES, Long.highestOneBit(3L * limit) * 2);
        hashes = new long[places];
        periods = new long[places];
        lefts = new short[places];
        Arrays.fill(periods, Long.MIN_VALUE);
        begin();
    }

    /** Takes an answer to the remote address, if it may have one. */
    Verdict take(final FourTuple tuple)
    {
        turn();
        final long hash = secrets.addressHash(tuple, period);
        final int place = place(hash);
        final boolean isKnown = periods[place] == period;
        if (isKnown && lefts[place] == 0)
        {
            return Verdict.OVER_ADDRESS;
        }
        if (left == 0 || !isKnown && freePlaces == 0)
        {
            return Verdict.OVER_ALL;
        }
        if (!isKnown)
        {
            freePlaces--;
            periods[place] = period;
            hashes[place] = hash;
            lefts[place] = (short)(least(limitPerAddress) + ((hash >>> 32) * limitPerAddress >>> 32));
        }
        left--;
        lefts[place]--;
        return Verdict.GRANTED;
    }

    /** Where an address stands in this second, or the free place that it would take. */
    private int place(final long hash)
    {
        final int mask = hashes.length - 1;
        int place = (int)hash & mask;
        while (periods[place] == period && hashes[place] != hash)
        {
            place = place + 1 & mask;
        }
        return place;
    }

    private void turn()
    {
        final long elapsedNs = clock.nowNs - startNs;
        if (elapsedNs < 0 || elapsedNs >= PERIOD_NS)
        {
            final long elapsed = Math.floorDiv(elapsedNs, PERIOD_NS);
            period += elapsed;
            startNs += elapsed * PERIOD_NS;
            begin();
        }
    }

    private void begin()
    {
        left = least(limit) + secrets.random(limit);
        freePlaces = hashes.length / 2;
    }

    /** Half of an average; by chance up to as much again as the average is added. */
    private static int least(final int average)
    {
        return average + 1 >>> 1;
    }
}
