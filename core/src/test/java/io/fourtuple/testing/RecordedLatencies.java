package io.fourtuple.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.HdrHistogram.Histogram;

import io.fourtuple.telemetry.Counters;
import io.fourtuple.telemetry.Latency;
import io.fourtuple.telemetry.LatencyRecorder;
import io.fourtuple.telemetry.LatencyRecorders;

/** The latencies that an engine has recorded so far, taken interval by interval as a reader does. */
public final class RecordedLatencies
{
    /** To take an interval clears as much memory as a histogram has. */
    private static final int LOOKS_PER_CHECK = 64;

    public final LatencyRecorders recorders;
    private final Histogram[] totals = new Histogram[Latency.values().length];
    private final Histogram[] intervals = new Histogram[totals.length];
    private int looks;

    public RecordedLatencies(final LatencyRecorders recorders)
    {
        this.recorders = recorders;
    }

    /** All values of a latency since the engine was made. */
    public Histogram total(final Latency latency)
    {
        final int i = latency.ordinal();
        totals[i] = totals[i] == null ? LatencyRecorder.newHistogram() : totals[i];
        intervals[i] = recorders.get(latency).takeInterval(intervals[i]);
        totals[i].add(intervals[i]);
        return totals[i];
    }

    /** As many as the counters say, in each that is on; looked at the first time, and now and then. */
    public void assertCounted(final Counters counters)
    {
        if (!recorders.isOff() && looks++ % LOOKS_PER_CHECK == 0)
        {
            assertAllCounted(counters);
        }
    }

    /** As many as the counters say, in each that is on, of which there must be one. */
    public void assertAllCounted(final Counters counters)
    {
        assertFalse(recorders.isOff());
        for (final Latency latency : recorders.on())
        {
            assertEquals(latency.expectedCount(counters), total(latency).getTotalCount(),
                () -> latency + " is " + latency.countedBy() + "\n" + counters);
        }
    }
}
