package io.fourtuple.loop;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.LatencyRecorders;

/**
 * What is recorded of a cycle as a whole, at its end. All SYN-ACKs of a cycle leave by its flush and all SYNs came with its
 * batch, so they have one value.
 */
final class CycleLatencies
{
    private final LatencyRecorders recorders;
    private final LatencyRecorder cycle;
    private final LatencyRecorder synToSynAck;
    private final NanoClock clock;

    private CycleLatencies(final LatencyRecorders recorders, final NanoClock clock)
    {
        this.recorders = recorders;
        this.clock = clock;
        cycle = recorders.get(Latency.CYCLE);
        synToSynAck = recorders.get(Latency.SYN_TO_SYN_ACK);
    }

    /**
     * @return null if nothing is recorded.
     */
    static CycleLatencies of(final LatencyRecorders recorders, final NanoClock clock)
    {
        return recorders.isOff() ? null : new CycleLatencies(recorders, clock);
    }

    /**
     * A cycle that had something to do is over.
     *
     * @param startNs of the cycle.
     * @param synAcks that it has sent, cookies too, none of them again.
     */
    void ended(final long startNs, final long synAcks)
    {
        final boolean hasSynAcks = synToSynAck != null && synAcks > 0;
        if (cycle != null || hasSynAcks)
        {
            final long elapsedNs = clock.nanoTime() - startNs;
            if (cycle != null)
            {
                cycle.record(elapsedNs);
            }
            if (hasSynAcks)
            {
                synToSynAck.record(elapsedNs, synAcks);
            }
        }
        recorders.flush();
    }
}
