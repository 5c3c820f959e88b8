package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.LatencyDescriptor.*;

import java.nio.charset.StandardCharsets;

import org.HdrHistogram.Histogram;
import org.agrona.UnsafeApi;

/**
 * Publishes the latencies of the latest interval, and of all, to other processes, for a {@link LatencyLogger}. Written by one
 * thread; a reader that meets a half-written entry reads again.
 */
public final class LatencyPublisher
{
    /** Bytes that the board takes. */
    static final int LENGTH = Latency.values().length << SHIFT;

    private final long start;
    private final Object owner;

    /**
     * @param start of {@link #LENGTH} bytes, zeroed; 0: there is no reader, and nothing is written.
     * @param owner keeps the memory.
     */
    LatencyPublisher(final long start, final Object owner)
    {
        this.start = start;
        this.owner = owner;
    }

    /**
     * @param latency      of the histograms.
     * @param begunEpochMs beginning of the interval, in milliseconds since 1970.
     * @param endedEpochMs its end.
     * @param interval     the values of the interval, in nanoseconds.
     * @param total        all values so far.
     */
    public void show(
        final Latency latency,
        final long begunEpochMs,
        final long endedEpochMs,
        final Histogram interval,
        final Histogram total)
    {
        if (start == 0)
        {
            return;
        }
        final long entry = start + ((long)latency.ordinal() << SHIFT);
        final long sequence = UnsafeApi.getLong(entry + SEQUENCE_OFFSET);
        UnsafeApi.putLong(entry + SEQUENCE_OFFSET, sequence + 1);
        UnsafeApi.storeFence();
        final byte[] label = latency.label().getBytes(StandardCharsets.US_ASCII);
        UnsafeApi.putLong(entry + BEGUN_OFFSET, begunEpochMs);
        UnsafeApi.putLong(entry + ENDED_OFFSET, endedEpochMs);
        UnsafeApi.putLong(entry + LABEL_LENGTH_OFFSET, Math.min(MAX_LABEL_LENGTH, label.length));
        for (int i = 0; i < Math.min(MAX_LABEL_LENGTH, label.length); i++)
        {
            UnsafeApi.putByte(entry + LABEL_OFFSET + i, label[i]);
        }
        put(entry + INTERVAL_OFFSET, interval);
        put(entry + TOTAL_OFFSET, total);
        UnsafeApi.putLongRelease(null, entry + SEQUENCE_OFFSET, sequence + 2);
    }

    private static void put(final long at, final Histogram histogram)
    {
        final long count = histogram.getTotalCount();
        final boolean hasValues = count > 0;
        UnsafeApi.putLong(at + COUNT_OFFSET, count);
        UnsafeApi.putLong(at + SUM_OFFSET, hasValues ? Math.round(histogram.getMean() * count) : 0);
        UnsafeApi.putLong(at + P50_OFFSET, hasValues ? histogram.getValueAtPercentile(50) : 0);
        UnsafeApi.putLong(at + P90_OFFSET, hasValues ? histogram.getValueAtPercentile(90) : 0);
        UnsafeApi.putLong(at + P99_OFFSET, hasValues ? histogram.getValueAtPercentile(99) : 0);
        UnsafeApi.putLong(at + P999_OFFSET, hasValues ? histogram.getValueAtPercentile(99.9) : 0);
        UnsafeApi.putLong(at + P9999_OFFSET, hasValues ? histogram.getValueAtPercentile(99.99) : 0);
        UnsafeApi.putLong(at + MAX_OFFSET, hasValues ? histogram.getMaxValue() : 0);
    }

    @Override
    public String toString()
    {
        return "LatencyBoard{" + (start == 0 ? "unseen" : owner.getClass().getSimpleName()) + '}';
    }
}
