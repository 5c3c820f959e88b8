package io.fourtuple.bench.load.resilience;

import java.util.List;
import java.util.Locale;

import io.fourtuple.bench.base.Json;

/**
 * How long it took until all was normal again after the flood: until the first of some slices in a row that are.
 *
 * @param hasRecovered within the time that was watched.
 * @param ns           from the end of the flood; if it has not, the time watched.
 * @param relapses     slices after that which were not normal.
 * @param slices       watched.
 */
record Recovery(boolean hasRecovered, long ns, int relapses, int slices)
{
    /** So many normal slices in a row are taken for the end: half a second where they are of 100 ms each. */
    static final int STEADY = 5;

    /**
     * @param normal     as before the flood.
     * @param after      those that began when the flood was over, in order.
     * @param floodEndNs since the start of the load.
     * @param endNs      of the last slice.
     */
    static Recovery of(final Baseline normal, final List<TimeSlice> after, final long floodEndNs, final long endNs)
    {
        int inRow = 0;
        for (int i = 0; i < after.size(); i++)
        {
            inRow = normal.is(after.get(i)) ? inRow + 1 : 0;
            if (inRow == STEADY)
            {
                final long fromNs = after.get(i - STEADY + 1).fromNs() - floodEndNs;
                final int relapses = (int)after.stream().skip(i + 1L).filter(slice -> !normal.is(slice)).count();
                return new Recovery(true, Math.max(0, fromNs), relapses, after.size());
            }
        }
        return new Recovery(false, endNs - floodEndNs, 0, after.size());
    }

    double seconds()
    {
        return ns / 1e9;
    }

    String text()
    {
        return hasRecovered ? String.format(Locale.ROOT, "%.1f s", seconds()) :
            String.format(Locale.ROOT, "> %.1f s", seconds());
    }

    Json json()
    {
        return new Json().put("recovered", hasRecovered).put("seconds", seconds())
            .put("slices_not_normal_after", relapses).put("slices_watched", slices);
    }
}
