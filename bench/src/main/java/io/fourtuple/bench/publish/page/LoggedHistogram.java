package io.fourtuple.bench.publish.page;

import java.util.List;

import org.HdrHistogram.Histogram;

/**
 * All that one tag of a histogram log has.
 *
 * @param tag       null: the intervals without one.
 * @param total     of all intervals, in the log's unit.
 * @param intervals in the order of the log; merged if there were too many.
 * @param merged    how many of the log's intervals one of these is, 1 if none were merged.
 */
record LoggedHistogram(String tag, Histogram total, List<LogInterval> intervals, int merged)
{
    LoggedHistogram
    {
        intervals = List.copyOf(intervals);
    }
}
