package io.fourtuple.telemetry;

import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Records one {@link Latency} of one loop: the loop writes, one other thread takes what has come together.
 * <pre>
 *   loop   record ──> the last value, and how often ──> SingleWriterRecorder ──> takeInterval   another thread
 *                     another value, or the cycle's end ──^
 * </pre>
 * An HdrHistogram {@link SingleWriterRecorder} of three digits from 0 to {@link #HIGHEST_NS}, all of whose memory is taken
 * at start: recording never allocates, never waits and never throws. To enter and to leave it costs an atomic addition
 * each, whatever the number of values, and what a batch brings has mostly begun in one cycle and ends in one: so equal
 * values that follow each other are handed over together. At the end of each cycle nothing is held back.
 */
public final class LatencyRecorder
{
    /** An hour. What took longer counts as this; what took less than nothing, by a clock that was set back, as 0. */
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

    /** Records a value that {@code count} things took, on the loop's thread. */
    public void record(final long ns, final long count)
    {
        if (ns != lastNs)
        {
            flush();
            lastNs = ns;
        }
        lastCount += count;
    }

    /** Hands over what was recorded, so that other threads get it; on the loop's thread. */
    public void flush()
    {
        if (lastCount > 0)
        {
            recorder.recordValueWithCount(Math.max(0, Math.min(HIGHEST_NS, lastNs)), lastCount);
            lastCount = 0;
        }
    }

    /**
     * Takes what has come together since the last time; called by one thread, which may be any. The loop goes on meanwhile.
     *
     * @param recycled what this returned before, to be used again; null for a new one.
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
