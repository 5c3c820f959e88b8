package io.fourtuple.state;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.flood.SipHash;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TupleHash;

/** What must not be guessed from outside: initial sequence numbers, timestamp offsets, the choice of local ports. */
final class Secrets
{
    /** ISNs run at 250 kHz: one every four microseconds (RFC 9293 3.4.1). */
    private static final long ISN_TICK_NS = 4_000;

    /** No ISN's second word has this first byte, which is the length of what is hashed. */
    private static final long RANDOM_DOMAIN = 8L << 56;

    private final SipHash sipHash;
    private final TupleHash timestampHash;
    private final TupleHash portHash;
    private final TupleHash counterHash;
    private long randomCounter;

    Secrets(final LongSupplier random)
    {
        sipHash = new SipHash(random.getAsLong(), random.getAsLong());
        timestampHash = new TupleHash(random);
        portHash = new TupleHash(random);
        counterHash = new TupleHash(random);
    }

    /** ISN = M + F(local address, local port, remote address, remote port, secret) (RFC 6528 3). */
    int isn(final FourTuple tuple, final long nowNs)
    {
        final long ports = (long)tuple.localPort() << 16 | tuple.remotePort();
        final long hash = tuple.isIpv6() ?
            sipHash.hash(tuple.localHi(), tuple.localLo(), tuple.remoteHi(), tuple.remoteLo(), 36L << 56 | ports) :
            sipHash.hash(tuple.localLo() << 32 | tuple.remoteLo(), 12L << 56 | ports);
        return (int)(nowNs / ISN_TICK_NS) + (int)hash;
    }

    /**
     * Offset of our timestamps towards one host (RFC 7323 5.4). The same for all ports, so that timestamps of successive
     * connections rise, which the host's TIME_WAIT looks at (RFC 6191).
     */
    int timestampOffset(final Tcb tcb)
    {
        return (int)(tcb.isIpv6() ?
            timestampHash.ipv6(tcb.remoteHi(), tcb.remoteLo(), tcb.localHi(), tcb.localLo(), 0) :
            timestampHash.ipv4(tcb.remoteLo(), tcb.localLo(), 0, 0));
    }

    /** The same for a 4-tuple whose connection is in TIME_WAIT. */
    int timestampOffset(final FourTuple tuple)
    {
        return (int)(tuple.isIpv6() ?
            timestampHash.ipv6(tuple.remoteHi(), tuple.remoteLo(), tuple.localHi(), tuple.localLo(), 0) :
            timestampHash.ipv4(tuple.remoteLo(), tuple.localLo(), 0, 0));
    }

    /** F of RFC 6056 3.3.4: where the circle of one destination's local ports begins, 0 to {@code ports - 1}. */
    int portOffset(final FourTuple tuple, final int ports)
    {
        return (int)Long.remainderUnsigned(portHash(portHash, tuple), ports);
    }

    /** G of RFC 6056 3.3.4: the counter that one destination shares with some others. */
    int portCounter(final FourTuple tuple, final int counters)
    {
        return (int)Long.remainderUnsigned(portHash(counterHash, tuple), counters);
    }

    /** A slot for a remote address, 0 to {@code slots - 1}, a power of two; of IPv6 for its /64, which is one host's. */
    int addressSlot(final FourTuple tuple, final int slots)
    {
        return (int)(tuple.isIpv6() ? timestampHash.ipv6(tuple.remoteHi(), 0, 0, 0, 1) :
            timestampHash.ipv4(tuple.remoteLo(), 0, 0, 1)) & slots - 1;
    }

    /** A number that nobody outside can guess, 0 to {@code bound - 1}. */
    int random(final int bound)
    {
        return (int)Long.remainderUnsigned(sipHash.hash(randomCounter++, RANDOM_DOMAIN), bound);
    }

    private static long portHash(final TupleHash hash, final FourTuple tuple)
    {
        return tuple.isIpv6() ?
            hash.ipv6(tuple.remoteHi(), tuple.remoteLo(), tuple.localHi(), tuple.localLo(), tuple.remotePort()) :
            hash.ipv4(tuple.remoteLo(), tuple.localLo(), tuple.remotePort(), 0);
    }
}
