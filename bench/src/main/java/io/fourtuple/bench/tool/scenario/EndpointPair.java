package io.fourtuple.bench.tool.scenario;

import io.fourtuple.app.Endpoint;
import io.fourtuple.app.FourTuple;

/** A 4-tuple, seen from one of its ends. */
record EndpointPair(Endpoint local, Endpoint remote)
{
    static EndpointPair of(final FourTuple tuple)
    {
        final int family = tuple.isIpv6() ? 6 : 4;
        return new EndpointPair(
            new Endpoint(family, tuple.localHi(), tuple.localLo(), tuple.localPort()),
            new Endpoint(family, tuple.remoteHi(), tuple.remoteLo(), tuple.remotePort()));
    }

    EndpointPair reversed()
    {
        return new EndpointPair(remote, local);
    }

    FourTuple toFourTuple()
    {
        return FourTuple.to(remote).local(local.hi(), local.lo(), local.port());
    }
}
