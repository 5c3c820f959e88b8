package io.fourtuple.loop;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.LatencyRecorders;

/**
 * Records the latencies of a whole cycle, at its end. All SYNs of a cycle come with its batch and all its SYN-ACKs leave by
 * its flush, so they share one value.
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

    /** @return null if nothing is recorded. */
    static CycleLatencies of(final LatencyRecorders recorders, final NanoClock clock)
    {
        return recorders.isOff() ? null : new CycleLatencies(recorders, clock);
    }

    /**
     * Records a cycle that had work to do, at its end.
     *
     * @param startNs of the cycle.
     * @param synAcks that it sent for the first time, cookies included.
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
