package io.fourtuple.flood;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;

/**
 * The addresses that completed a handshake within the last hour, up to 16,384 of them in 256 KiB. Linux asks its TCP metrics
 * for the same (tcp_peer_is_proven; TCP_METRICS_TIMEOUT is an hour too). Each hash has four places; a new address takes the
 * place of the one seen longest ago.
 * <p>
 * IPv6 peers count by their /64: one host can have all of its addresses, and would push the others out.
 * <p>
 * The keyed hash stands for the address: a stranger's address is taken for a proven one with a chance of 2^-50.
 */
final class ProvenPeers
{
    static final long KEEP_NS = 3_600_000_000_000L;
    static final int CAPACITY = 1 << 14;

    private static final int WAYS = 4;
    private static final int SET_MASK = CAPACITY / WAYS - 1;
    /** The hash of a free place; an address that has it is not remembered. */
    private static final long FREE = 0;
    private static final long IPV4_LENGTH = 8L << 56;
    /** Eight bytes too, the first 64 bits of the address; another length than IPv4's, so that their hashes differ. */
    private static final long IPV6_LENGTH = 9L << 56;

    private final long key0;
    private final long key1;
    private final long[] hashes = new long[CAPACITY];
    private final long[] seenNs = new long[CAPACITY];

    ProvenPeers(final LongSupplier random)
    {
        key0 = random.getAsLong();
        key1 = random.getAsLong();
    }

    /** Whether the remote address was added less than {@link #KEEP_NS} ago, and has not made room for another since. */
    boolean contains(final FourTuple tuple, final long nowNs)
    {
        final long hash = hash(tuple);
        final int first = firstOf(hash);
        for (int i = first; i < first + WAYS; i++)
        {
            if (hashes[i] == hash && hash != FREE)
            {
                return nowNs - seenNs[i] < KEEP_NS;
            }
        }
        return false;
    }

    void add(final FourTuple tuple, final long nowNs)
    {
        final long hash = hash(tuple);
        final int first = firstOf(hash);
        int at = first;
        for (int i = first; i < first + WAYS; i++)
        {
            if (hashes[i] == hash)
            {
                at = i;
                break;
            }
            if (isOlder(i, at))
            {
                at = i;
            }
        }
        hashes[at] = hash;
        seenNs[at] = nowNs;
    }

    private boolean isOlder(final int i, final int other)
    {
        return hashes[other] != FREE && (hashes[i] == FREE || seenNs[i] - seenNs[other] < 0);
    }

    private long hash(final FourTuple tuple)
    {
        return tuple.isIpv6() ?
            SipHash.keyed(key0, key1, tuple.remoteHi(), IPV6_LENGTH) :
            SipHash.keyed(key0, key1, tuple.remoteLo(), IPV4_LENGTH);
    }

    private static int firstOf(final long hash)
    {
        return ((int)hash & SET_MASK) * WAYS;
    }
}
