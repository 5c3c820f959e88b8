package io.fourtuple.bench.publish.page;

/**
 * One interval of a histogram log, or several that were added up because there are too many to draw.
 *
 * @param startMs wall clock of its start.
 * @param endMs   of its end.
 * @param count   of the values.
 * @param p50     median, in the log's unit; NaN without values, as the others.
 * @param p99     the value that 99 of a hundred do not exceed.
 * @param max     the highest.
 */
record LogInterval(double startMs, double endMs, long count, double p50, double p99, double max)
{
    private static final double MS_PER_S = 1e3;

    /** Values in a second; NaN if it has no length. */
    double perSecond()
    {
        return endMs > startMs ? count * MS_PER_S / (endMs - startMs) : Double.NaN;
    }

    double middleMs()
    {
        return (startMs + endMs) / 2;
    }
}
