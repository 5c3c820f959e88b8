package io.fourtuple.bench.measure.peers;

import io.fourtuple.bench.base.Json;
import io.fourtuple.bench.base.process.ChildFailedException;

/**
 * One measurement of open and close.
 *
 * @param batch       connections opened and closed together.
 * @param cycles      connections measured.
 * @param cycleNs     nanoseconds each.
 * @param handshakeNs of it, until it is accepted.
 * @param closeNs     the rest, but for timers.
 */
record Sample(int batch, long cycles, double cycleNs, double handshakeNs, double closeNs)
{
    static Sample of(final HarnessLine line)
    {
        final long cycles = line.count("n");
        if (cycles == 0)
        {
            throw new ChildFailedException("no cycle was done in time");
        }
        return new Sample((int)line.count("batch"), cycles, line.number("ns_per_cycle"), line.number("ns_handshake"),
            line.number("ns_close"));
    }

    Json json()
    {
        return new Json().put("cycles", cycles).put("ns_per_cycle", cycleNs).put("ns_handshake", handshakeNs)
            .put("ns_close", closeNs);
    }
}
