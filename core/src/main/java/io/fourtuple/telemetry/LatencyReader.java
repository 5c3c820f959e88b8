package io.fourtuple.telemetry;

import static io.fourtuple.telemetry.LatencyDescriptor.*;

import java.nio.charset.StandardCharsets;

import org.agrona.UnsafeApi;

/** Reads entries of a {@link LatencyPublisher} while another process writes them. */
final class LatencyReader
{
    /** An entry is written in a microsecond, once in an interval. */
    private static final int MAX_ATTEMPTS = 1_000;

    private LatencyReader()
    {
    }

    /** @return the entry's values; null if nothing was written there, or its writer ended in the middle of it. */
    static LatencyReading read(final long entry)
    {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
        {
            final long sequence = UnsafeApi.getLongVolatile(null, entry + SEQUENCE_OFFSET);
            if (sequence == 0)
            {
                return null;
            }
            final LatencyReading reading = new LatencyReading(label(entry),
                UnsafeApi.getLong(entry + BEGUN_OFFSET), UnsafeApi.getLong(entry + ENDED_OFFSET),
                figures(entry + INTERVAL_OFFSET), figures(entry + TOTAL_OFFSET));
            UnsafeApi.loadFence();
            if ((sequence & 1) == 0 && UnsafeApi.getLong(entry + SEQUENCE_OFFSET) == sequence)
            {
                return reading;
            }
            Thread.onSpinWait();
        }
        return null;
    }

    private static String label(final long entry)
    {
        final byte[] label = new byte[(int)Math.max(0, Math.min(MAX_LABEL_LENGTH,
            UnsafeApi.getLong(entry + LABEL_LENGTH_OFFSET)))];
        for (int i = 0; i < label.length; i++)
        {
            label[i] = UnsafeApi.getByte(entry + LABEL_OFFSET + i);
        }
        return new String(label, StandardCharsets.US_ASCII).replaceAll("[^\\x21-\\x7E]", "_");
    }

    private static HistogramSummary figures(final long at)
    {
        return new HistogramSummary(UnsafeApi.getLong(at + COUNT_OFFSET), UnsafeApi.getLong(at + SUM_OFFSET),
            UnsafeApi.getLong(at + P50_OFFSET), UnsafeApi.getLong(at + P90_OFFSET), UnsafeApi.getLong(at + P99_OFFSET),
            UnsafeApi.getLong(at + P999_OFFSET), UnsafeApi.getLong(at + P9999_OFFSET), UnsafeApi.getLong(at + MAX_OFFSET));
    }
}
