package io.fourtuple.state;

import java.util.function.LongSupplier;

import io.fourtuple.app.FourTuple;
import io.fourtuple.table.Tcb;
import io.fourtuple.table.TupleHash;

/** What must not be guessed from outside: initial sequence numbers, timestamp offsets, the choice of local ports. */
final class Secrets
{
    /** ISNs run at 250 kHz: one every four microseconds (RFC 9293 3.4.1). */
    private static final long ISN_TICK_NS = 4_000;

    private final SipHash sipHash;
    private final TupleHash timestampHash;
    private final TupleHash portHash;
    private int portCounter;

    Secrets(final LongSupplier random)
    {
        sipHash = new SipHash(random.getAsLong(), random.getAsLong());
        timestampHash = new TupleHash(random);
        portHash = new TupleHash(random);
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

    /** Where the search for a local port begins: simple hash-based selection (RFC 6056 3.3.3). */
    int firstPort(final FourTuple tuple, final int ports)
    {
        final long hash = tuple.isIpv6() ?
            portHash.ipv6(tuple.remoteHi(), tuple.remoteLo(), tuple.localHi(), tuple.localLo(), tuple.remotePort()) :
            portHash.ipv4(tuple.remoteLo(), tuple.localLo(), tuple.remotePort(), 0);
        return Integer.remainderUnsigned((int)hash + portCounter++, ports);
    }
}
