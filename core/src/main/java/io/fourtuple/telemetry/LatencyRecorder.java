package io.fourtuple.telemetry;

import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records one {@link Latency} of one loop: the loop records, one other thread takes the values of each interval.
 * <pre>
 *   loop   record ──> the last value and its count ───> SingleWriterRecorder ──> takeInterval   another thread
 *                     another value, or the cycle's end ──^
 * </pre>
 * An HdrHistogram {@link SingleWriterRecorder} of three digits from 0 to {@link #HIGHEST_NS} takes all its memory at start:
 * recording never allocates, never waits and never throws. A call of it costs two atomic additions, whatever the number of
 * values. The values of a batch mostly begin in one cycle and end in one, so equal values in a row are handed over together, at
 * the end of the cycle at the latest.
 */
public final class LatencyRecorder
{
    /** An hour. A longer time counts as this, a negative one (the clock was set back) as 0. */
    public static final long HIGHEST_NS = TimeUnit.HOURS.toNanos(1);

    private static final int DIGITS = 3;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NS, DIGITS);
    private long lastNs;
    private long lastCount;

    LatencyRecorder()
    {
    }

    /** Records a value, on the loop's thread. */
    public void record(final long ns)
    {
        record(ns, 1);
    }

    /** Records a value {@code count} times, on the loop's thread. */
    public void record(final long ns, final long count)
    {
        if (ns != lastNs)
        {
            flush();
            lastNs = ns;
        }
        lastCount += count;
    }

    /** Hands over the recorded values to other threads; on the loop's thread. */
    public void flush()
    {
        if (lastCount > 0)
        {
            recorder.recordValueWithCount(Math.max(0, Math.min(HIGHEST_NS, lastNs)), lastCount);
            lastCount = 0;
        }
    }

    /**
     * Takes the values since the last call; called by one thread, which may be any. The loop goes on meanwhile.
     *
     * @param recycled the histogram of an earlier call, to be used again; null for a new one.
     * @return values in nanoseconds.
     */
    public Histogram takeInterval(final Histogram recycled)
    {
        return recorder.getIntervalHistogram(recycled);
    }

    /** A histogram that takes all values of recorders, for sums of intervals. */
    public static Histogram newHistogram()
    {
        return new Histogram(HIGHEST_NS, DIGITS);
    }
}
