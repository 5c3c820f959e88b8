package io.fourtuple.loop;

import org.agrona.concurrent.NanoClock;

import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.LatencyRecorders;

/**
 * What is recorded of a cycle as a whole, at its end. All SYN-ACKs of a cycle leave by its flush and all SYNs came with its
 * batch, so they have one value; how many they are the counters know.
 */
final class CycleLatencies
{
    private final LatencyRecorders recorders;
    private final LatencyRecorder cycle;
    private final LatencyRecorder synToSynAck;
    private final Counters counters;
    private final NanoClock clock;
    private long synAcksBefore;

    private CycleLatencies(final LatencyRecorders recorders, final Counters counters, final NanoClock clock)
    {
        this.recorders = recorders;
        this.counters = counters;
        this.clock = clock;
        cycle = recorders.get(Latency.CYCLE);
        synToSynAck = recorders.get(Latency.SYN_TO_SYN_ACK);
        synAcksBefore = Latency.SYN_TO_SYN_ACK.expectedCount(counters);
    }

    /**
     * @return null if nothing is recorded.
     */
    static CycleLatencies of(final LatencyRecorders recorders, final Counters counters, final NanoClock clock)
    {
        return recorders.isOff() ? null : new CycleLatencies(recorders, counters, clock);
    }

    /** A cycle that had something to do has sent it. */
    void ended(final long startNs)
    {
        final long synAcks = synToSynAck == null ? 0 : synAcks();
        if (cycle != null || synAcks > 0)
        {
            final long elapsedNs = clock.nanoTime() - startNs;
            if (cycle != null)
            {
                cycle.record(elapsedNs);
            }
            if (synAcks > 0)
            {
                synToSynAck.record(elapsedNs, synAcks);
            }
        }
        recorders.flush();
    }

    /** How many this cycle has sent. */
    private long synAcks()
    {
        final long now = Latency.SYN_TO_SYN_ACK.expectedCount(counters);
        final long sent = now - synAcksBefore;
        synAcksBefore = now;
        return sent;
    }
}
