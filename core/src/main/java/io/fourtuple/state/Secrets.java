package io.fourtuple.state;

import java.util.Arrays;
import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.SipHash;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TupleHash;

/**
 * What must not be guessed from outside: initial sequence numbers, timestamp offsets, the choice of local ports. Peers see
 * all of these, and may ask for as many as they have addresses: each is a pseudo-random function's (SipHash-2-4), so that
 * none tells anything of another. What is hashed has another length for each use.
 */
final class Secrets
{
    /** ISNs run at 250 kHz: one every four microseconds (RFC 9293 3.4.1). */
    private static final long ISN_TICK_NS = 4_000;
    private static final int ISN_CLOCKS = 256;
    /** By as much a clock may have been pushed ahead of the time; more: the time has wrapped. */
    private static final long ISN_MAX_AHEAD = 1L << 31;

    // How many bytes are hashed, in the highest one: no two uses have the same number.
    private static final long RANDOM_LENGTH = 8L << 56;
    private static final long OFFSET_IPV4_LENGTH = 9L << 56;
    private static final long PORT_IPV4_LENGTH = 10L << 56;
    private static final long COUNTER_IPV4_LENGTH = 11L << 56;
    private static final long ISN_IPV4_LENGTH = 12L << 56;
    private static final long ADDRESS_IPV4_LENGTH = 16L << 56;
    private static final long ADDRESS_IPV6_LENGTH = 17L << 56;
    private static final long OFFSET_IPV6_LENGTH = 33L << 56;
    private static final long PORT_IPV6_LENGTH = 34L << 56;
    private static final long COUNTER_IPV6_LENGTH = 35L << 56;
    private static final long ISN_IPV6_LENGTH = 36L << 56;

    /** Offsets that are kept: each segment has a timestamp, and a hash would be a tenth of what it costs. */
    private static final int KEPT_BITS = 9;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private final SipHash sipHash;
    private final TupleHash flowHash;
    private final long[] isnTicks = new long[ISN_CLOCKS];
    private final long[] keptIpv4 = new long[1 << KEPT_BITS];
    private final long[] keptIpv6 = new long[4 << KEPT_BITS];
    private final int[] offsetsIpv4 = new int[1 << KEPT_BITS];
    private final int[] offsetsIpv6 = new int[1 << KEPT_BITS];
    private long randomCounter;

    Secrets(final LongSupplier random)
    {
        sipHash = new SipHash(random.getAsLong(), random.getAsLong());
        flowHash = new TupleHash(random);
        Arrays.fill(isnTicks, Long.MIN_VALUE);
    }

    /**
     * ISN = M + F(local address, local port, remote address, remote port, secret) (RFC 6528 3). M is the time, but no two
     * ISNs of one 4-tuple have the same: 4-tuples share 256 clocks, each of which goes on by one with each ISN at least.
     * Only one that is asked for more than 250,000 a second runs ahead of the time.
     */
    int isn(final FourTuple tuple, final long nowNs)
    {
        final long ports = (long)tuple.localPort() << 16 | tuple.remotePort();
        final long hash = tuple.isIpv6() ?
            sipHash.hash(
                tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo(), ISN_IPV6_LENGTH | ports) :
            sipHash.hash(tuple.localLo() << 32 | tuple.remoteLo(), ISN_IPV4_LENGTH | ports);
        return isnTick((int)(hash >>> 32) & ISN_CLOCKS - 1, nowNs / ISN_TICK_NS) + (int)hash;
    }

    private int isnTick(final int clock, final long nowTick)
    {
        final long next = isnTicks[clock] + 1;
        final long ahead = next - nowTick;
        final long tick = ahead > 0 && ahead < ISN_MAX_AHEAD ? next : nowTick;
        isnTicks[clock] = tick;
        return (int)tick;
    }

    /**
     * Offset of our timestamps towards one host (RFC 7323 5.4). The same for all ports, so that timestamps of successive
     * connections rise, which the host's TIME_WAIT looks at (RFC 6191); as Linux has it (secure_tcp_ts_off).
     */
    int timestampOffset(final Tcb tcb)
    {
        return tcb.isIpv6() ? offsetIpv6(tcb.localHi(), tcb.localLo(), tcb.remoteHi(), tcb.remoteLo()) :
            offsetIpv4(tcb.localLo() << 32 | tcb.remoteLo());
    }

    /** The same for a 4-tuple whose connection is half-open or in TIME_WAIT. */
    int timestampOffset(final FourTuple tuple)
    {
        return tuple.isIpv6() ? offsetIpv6(tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo()) :
            offsetIpv4(tuple.localLo() << 32 | tuple.remoteLo());
    }

    private int offsetIpv4(final long addresses)
    {
        // No two addresses are 0.0.0.0: what was not kept yet is never taken for it.
        final int place = (int)(addresses * GOLDEN >>> Long.SIZE - KEPT_BITS);
        if (keptIpv4[place] != addresses)
        {
            keptIpv4[place] = addresses;
            offsetsIpv4[place] = (int)sipHash.hash(addresses, OFFSET_IPV4_LENGTH);
        }
        return offsetsIpv4[place];
    }

    private int offsetIpv6(final long localHi, final long localLo, final long remoteHi, final long remoteLo)
    {
        final int place = (int)((remoteLo ^ remoteHi * GOLDEN ^ localLo) * GOLDEN >>> Long.SIZE - KEPT_BITS);
        final int first = place << 2;
        if (keptIpv6[first] != remoteLo || keptIpv6[first + 1] != remoteHi ||
            keptIpv6[first + 2] != localLo || keptIpv6[first + 3] != localHi)
        {
            keptIpv6[first] = remoteLo;
            keptIpv6[first + 1] = remoteHi;
            keptIpv6[first + 2] = localLo;
            keptIpv6[first + 3] = localHi;
            offsetsIpv6[place] = (int)sipHash.hash(localHi, localLo, remoteHi, remoteLo, OFFSET_IPV6_LENGTH);
        }
        return offsetsIpv6[place];
    }

    /**
     * The flow label of an IPv6 connection's packets (RFC 6437 3): the same for all of them, and never 0, which is none. Peers
     * see it: its key is for nothing else.
     */
    int flowLabel(final FourTuple tuple)
    {
        final long hash = flowHash.ipv6(tuple.remoteHi(), tuple.remoteLo(), tuple.localHi(), tuple.localLo(),
            tuple.remotePort() << 16 | tuple.localPort());
        return Math.max(1, (int)(hash >>> 44));
    }

    /** F of RFC 6056 3.3.4: where the circle of one destination's local ports begins, 0 to {@code ports - 1}. */
    int portOffset(final FourTuple tuple, final int ports)
    {
        return (int)Long.remainderUnsigned(ofDestination(tuple, PORT_IPV4_LENGTH, PORT_IPV6_LENGTH), ports);
    }

    /** G of RFC 6056 3.3.4: the counter that one destination shares with some others. */
    int portCounter(final FourTuple tuple, final int counters)
    {
        return (int)Long.remainderUnsigned(ofDestination(tuple, COUNTER_IPV4_LENGTH, COUNTER_IPV6_LENGTH), counters);
    }

    private long ofDestination(final FourTuple tuple, final long ipv4Length, final long ipv6Length)
    {
        return tuple.isIpv6() ?
            sipHash.hash(tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo(),
                ipv6Length | tuple.remotePort()) :
            sipHash.hash(tuple.localLo() << 32 | tuple.remoteLo(), ipv4Length | tuple.remotePort());
    }

    /** A remote address in one period, as 64 bits that are others in the next; of IPv6 its /64, which is one host's. */
    long addressHash(final FourTuple tuple, final long period)
    {
        return tuple.isIpv6() ? sipHash.hash(tuple.remoteHi(), period, ADDRESS_IPV6_LENGTH) :
            sipHash.hash(tuple.remoteLo(), period, ADDRESS_IPV4_LENGTH);
    }

    /** A number that nobody outside can guess, 0 to {@code bound - 1}. */
    int random(final int bound)
    {
        return (int)Long.remainderUnsigned(sipHash.hash(randomCounter++, RANDOM_LENGTH), bound);
    }
}
