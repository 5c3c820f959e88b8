package io.fourtuple.flood;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.wire.Segment;

/**
 * Stands in front of any defence, and drops the SYNs of one source beyond a limit in each period. As in VPP's filter, each
 * hash of a source has a byte (IPv6: the hash of its /64, since a host can take any address of that).
 * <pre>
 *   one of 16,384 groups, 64 bytes:   period, 8 bytes | 56 counters of a byte each
 * </pre>
 * The loop never stops to clear counters: a group last used in another period begins at 0. Periods begin at multiples of
 * their length, for all sources at the same time.
 * <p>
 * An attacker that sends SYNs in a client's name uses up that client's share, and locks it out while the attack lasts.
 * <p>
 * The hash is keyed (SipHash-2-4) and changes each period: an attacker can neither choose sources that share a counter with a
 * given one, nor find one by trial and read from it what became of the other's SYNs. Sources that share a counter by chance
 * share the limit for that period. A flood of spoofed sources of less than {@code 900,000 * limit} SYNs a period does not fill
 * the counters on average; a larger one drops the real clients with it. The limit is meant against few sources that send
 * much; against many, put it in front of cookies or leave it off.
 */
public final class SourceLimit implements SynDefence
{
    static final int GROUPS = 1 << 14;
    /** Counters of a group. */
    static final int COUNTERS = 56;

    private static final int WORDS = 8;
    private static final int COUNTER_MASK = 0xFF;
    /** Eight bytes of address, and seven of the period's number. */
    private static final long IPV4_LENGTH = 15L << 56;
    /** Eight bytes of address too, its first 64 bits; another length than IPv4's, so that their hashes differ. */
    private static final long IPV6_LENGTH = 14L << 56;
    private static final long PERIOD_MASK = (1L << 56) - 1;
    private static final long NEVER = Long.MIN_VALUE;

    private final SynDefence behind;
    private final int limit;
    private final long periodNs;
    private final long key0;
    private final long key1;
    private final long[] groups = new long[GROUPS * WORDS];
    private long period;
    private long startNs;

    /**
     * @param behind   decides on the SYNs that pass.
     * @param limit    SYNs of a source in a period, 1 to 255.
     * @param periodMs milliseconds.
     * @param random   source of a key.
     */
    public SourceLimit(final SynDefence behind, final int limit, final long periodMs, final LongSupplier random)
    {
        if (limit < 1 || limit > COUNTER_MASK)
        {
            throw new IllegalArgumentException("limit must be 1 to " + COUNTER_MASK + ": limit=" + limit);
        }
        if (periodMs < 1)
        {
            throw new IllegalArgumentException("periodMs must be 1 or more: periodMs=" + periodMs);
        }
        this.behind = behind;
        this.limit = limit;
        periodNs = periodMs * 1_000_000;
        key0 = random.getAsLong();
        key1 = random.getAsLong();
        for (int i = 0; i < groups.length; i += WORDS)
        {
            groups[i] = NEVER;
        }
    }

    /** The defence that decides on the SYNs that pass. */
    public SynDefence behind()
    {
        return behind;
    }

    @Override
    public SynAction onSyn(final FourTuple tuple, final Segment syn, final BacklogView queue, final long nowNs)
    {
        return isOver(tuple, nowNs) ? SynAction.DROP_SOURCE : behind.onSyn(tuple, syn, queue, nowNs);
    }

    @Override
    public SynCookies cookies()
    {
        return behind.cookies();
    }

    @Override
    public int synAckRetries(final int configured, final BacklogView queue)
    {
        return behind.synAckRetries(configured, queue);
    }

    @Override
    public void onEstablished(final FourTuple tuple, final long nowNs)
    {
        behind.onEstablished(tuple, nowNs);
    }

    /** The counter of the remote address in the current period: 0 to {@code GROUPS * COUNTERS - 1}. */
    int counterOf(final FourTuple tuple)
    {
        final long hash = tuple.isIpv6() ?
            SipHash.keyed(key0, key1, tuple.remoteHi(), IPV6_LENGTH | period & PERIOD_MASK) :
            SipHash.keyed(key0, key1, tuple.remoteLo(), IPV4_LENGTH | period & PERIOD_MASK);
        return (int)((hash >>> 32) * (GROUPS * COUNTERS) >>> 32);
    }

    private boolean isOver(final FourTuple tuple, final long nowNs)
    {
        turn(nowNs);
        final int counter = counterOf(tuple);
        final int group = counter / COUNTERS * WORDS;
        final int offset = counter % COUNTERS;
        if (groups[group] != period)
        {
            groups[group] = period;
            for (int i = group + 1; i < group + WORDS; i++)
            {
                groups[i] = 0;
            }
        }
        final int word = group + 1 + (offset >> 3);
        final int shift = (offset & 7) << 3;
        if ((groups[word] >>> shift & COUNTER_MASK) >= limit)
        {
            return true;
        }
        groups[word] += 1L << shift;
        return false;
    }

    /** Goes on evenly when the clock wraps. */
    private void turn(final long nowNs)
    {
        final long elapsedNs = nowNs - startNs;
        if (elapsedNs < 0 || elapsedNs >= periodNs)
        {
            final long periods = Math.floorDiv(elapsedNs, periodNs);
            period += periods;
            startNs += periods * periodNs;
        }
    }
}
