package io.fourtuple.bench.load.client;

import static io.fourtuple.bench.load.client.LoadCount.*;

import java.util.Arrays;

import io.fourtuple.bench.base.Json;

/**
 * Outcomes of connections and frames. Written by the generator's thread; a result holds copies that do not change.
 * <pre>
 *   offered ──> opened ──┬──> established ──> finished | reset, stalled
 *   (its time   (SYN     ├──> timed out, refused, reset        failed = timed out + refused + reset
 *    has come)   sent)   └──> still under way
 * </pre>
 */
public final class LoadCounts
{
    private static final LoadCount[] ALL = LoadCount.values();

    private final long[] values = new long[ALL.length];

    public long get(final LoadCount count)
    {
        return values[count.ordinal()];
    }

    /** Counts one more. */
    void add(final LoadCount count)
    {
        values[count.ordinal()]++;
    }

    /** Counts so many more. */
    void add(final LoadCount count, final long more)
    {
        values[count.ordinal()] += more;
    }

    /** Adds all of another's values. */
    void add(final LoadCounts other)
    {
        addTimes(1, other);
    }

    private LoadCounts addTimes(final int factor, final LoadCounts other)
    {
        for (int i = 0; i < values.length; i++)
        {
            values[i] += factor * other.values[i];
        }
        return this;
    }

    /** Takes all values back to 0. */
    void clear()
    {
        Arrays.fill(values, 0);
    }

    /** @return what was added since an earlier copy. */
    LoadCounts since(final LoadCounts earlier)
    {
        return copy().addTimes(-1, earlier);
    }

    LoadCounts copy()
    {
        return new LoadCounts().addTimes(1, this);
    }

    /** Connections not established, for any of the three reasons. */
    public long failed()
    {
        return get(TIMED_OUT) + get(REFUSED) + get(RESET);
    }

    /** Those that are not established, failed, or never opened: under way. */
    public long pending()
    {
        return get(OPENED) - get(ESTABLISHED) - failed();
    }

    /** @return the share of the offered connections that were established, 0 to 1; 1 if none was offered. */
    public double establishedShare()
    {
        return get(OFFERED) == 0 ? 1 : (double)get(ESTABLISHED) / get(OFFERED);
    }

    /** @return the same of those that lost no frame at the link on their way to the target. */
    public double establishedShareOfReached()
    {
        final long reached = get(ESTABLISHED) + failed() - get(FAILED_AFTER_LOSS);
        return reached == 0 ? 1 : (double)get(ESTABLISHED) / reached;
    }

    /** For a result file. */
    public Json json()
    {
        final Json json = new Json();
        for (final LoadCount count : ALL)
        {
            json.put(count.label(), get(count));
            if (count == RESET)
            {
                json.put("failed", failed()).put("pending", pending());
            }
        }
        return json.put("established_share", establishedShare());
    }
}
